using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RmsActors.Hosting;

namespace RmsActors.Payments;

/// <summary>The payments role: payments come in over HTTP, are stored, and announced.</summary>
public static class PaymentsHostingExtensions
{
    /// <exception cref="OptionsException">A setting cannot be used.</exception>
    public static WebApplicationBuilder AddPayments(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<PaymentsOptions>(builder.Configuration, PaymentsOptions.Section);
        builder.Services.AddPaymentStore(ValidatedOptions.Read<StoreOptions>(builder.Configuration, StoreOptions.Section));
        builder.Services.AddSingleton<PaymentsKafka>();
        builder.Services.AddSingleton<Outbox>();
        builder.Services.AddSingleton<PaymentIntake>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<PaymentsKafka>());
        builder.Services.AddHostedService(provider => provider.GetRequiredService<Outbox>());
        builder.Services.AddHostedService(provider => provider.GetRequiredService<PaymentIntake>());
        return builder;
    }

    /// <summary>The payment database, which antifraud uses too.</summary>
    /// <exception cref="OptionsException">The database's settings cannot be used.</exception>
    public static IServiceCollection AddPaymentStore(this IServiceCollection services, StoreOptions options)
    {
        var database = Database.Of(options, "payments");
        return services.AddSingleton(_ => database).AddSingleton<PaymentStore>();
    }

    public static WebApplication MapPayments(this WebApplication app)
    {
        PaymentEndpoints.Map(app);
        PaymentsTelemetry.Publish(app.Services.GetRequiredService<Counters>());
        return app;
    }
}
