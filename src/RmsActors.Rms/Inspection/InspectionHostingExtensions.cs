using Akka.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Inspection;

/// <summary>Adds the management endpoint and what answers there.</summary>
internal static partial class InspectionHostingExtensions
{
    /// <summary>Before the node's own hosted services.</summary>
    /// <exception cref="OptionsException">A setting cannot be used.</exception>
    public static WebApplicationBuilder AddInspection(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddLogInspection();
        services.AddSingleton<NodeView>();
        services.AddSingleton<InspectionEndpoints>();
        services.AddSingleton<ClusterInspection>();
        services.AddSingleton<ShardInspection>();
        services.AddSingleton<PaymentInspection>();
        services.AddSingleton<LagInspection>();
        services.AddSingleton(provider => new ClusterAnswers(provider.GetRequiredService<NodeView>(), provider.GetRequiredService<ManagementOptions>().AnswerTimeout));
        services.AddSingleton(provider => new GroupProgress(provider.GetRequiredService<KafkaOptions>(), provider.GetRequiredService<RmsOptions>().GroupId));
        services.AddManagement(builder.Configuration, provider => new ManagementEndpoints(provider.GetRequiredService<InspectionEndpoints>().Map));
        return builder;
    }

    /// <summary>The actor that answers for this node.</summary>
    public static AkkaConfigurationBuilder WithInspection(this AkkaConfigurationBuilder akka, IServiceProvider provider, RmsOptions rms)
    {
        AddPetabridgeCmd(akka);
        return akka.AddStartup((system, _) =>
        {
            var view = provider.GetRequiredService<NodeView>();
            view.Follow(system);
            system.ActorOf(InspectionActor.PropsFor(view, new PaymentShard(rms.Partitions), provider.GetRequiredService<TimeProvider>()), InspectionActor.ActorName);
        });
    }

    // Its packages are not everywhere to be had: without them there is nothing to call.
    static partial void AddPetabridgeCmd(AkkaConfigurationBuilder akka);
}
