using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RmsActors.Hosting;

namespace RmsActors.Kyc;

/// <summary>The KYC role: answers for wallets.</summary>
public static class KycHostingExtensions
{
    // For the consumer, the producer and the web server, besides the drain.
    private static readonly TimeSpan ShutdownBesidesDrain = TimeSpan.FromSeconds(20);

    /// <exception cref="OptionsException">A setting cannot be used.</exception>
    public static WebApplicationBuilder AddKyc(this WebApplicationBuilder builder)
    {
        var options = builder.Services.AddValidatedOptions<KycOptions>(builder.Configuration, KycOptions.Section);
        var database = Database.Of(ValidatedOptions.Read<StoreOptions>(builder.Configuration, StoreOptions.Section), "kyc");
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout + ShutdownBesidesDrain);
        builder.Services.AddSingleton(new Behaviour(options));
        builder.Services.AddSingleton(provider => new KycStore(database, provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddHostedService<KycStreams>();
        return builder;
    }
}
