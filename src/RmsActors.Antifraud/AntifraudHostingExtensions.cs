using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RmsActors.Hosting;
using RmsActors.Payments;

namespace RmsActors.Antifraud;

/// <summary>The antifraud role: between the payment database and RMS.</summary>
public static class AntifraudHostingExtensions
{
    // For the consumer, the producer and the web server, besides the drain.
    private static readonly TimeSpan ShutdownBesidesDrain = TimeSpan.FromSeconds(20);

    /// <exception cref="OptionsException">A setting cannot be used.</exception>
    public static WebApplicationBuilder AddAntifraud(this WebApplicationBuilder builder)
    {
        var options = builder.Services.AddValidatedOptions<AntifraudOptions>(builder.Configuration, AntifraudOptions.Section);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout + ShutdownBesidesDrain);
        builder.Services.AddPaymentStore(ValidatedOptions.Read<StoreOptions>(builder.Configuration, StoreOptions.Section));
        builder.Services.AddHostedService<AntifraudStreams>();
        return builder;
    }
}
