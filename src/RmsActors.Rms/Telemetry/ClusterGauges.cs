using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RmsActors.Hosting;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Telemetry;

/// <summary>How the cluster looks from this node: members, those out of reach, and the shards that live here.</summary>
/// <param name="services">Has the actor system, which starts when it is asked for: the stores come first.</param>
public sealed class ClusterGauges(IServiceProvider services, Counters counters, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private long _shards;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var cluster = Cluster.Get(services.GetRequiredService<ActorSystem>());
        counters.Gauge("clusterMembers", () => cluster.State.Members.Count, "rms.cluster.members", "{member}", "Members of the cluster, of whatever status, as this node sees it.");
        counters.Gauge("unreachableMembers", () => cluster.State.Unreachable.Count, "rms.cluster.unreachable", "{member}", "Members that cannot be reached, as this node sees it.");
        counters.Gauge("shards", () => Volatile.Read(ref _shards), "rms.shards", "{shard}", "Shards of payments that live on this node.");
        var region = await services.GetRequiredService<IRequiredActor<PaymentShard>>().GetAsync(stoppingToken);
        using var look = new PeriodicTimer(LookEvery, time);
        do
        {
            await LookAsync(region, stoppingToken);
        }
        while (await look.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(IActorRef region, CancellationToken cancel)
    {
        try
        {
            var stats = await region.Ask<ShardRegionStats>(GetShardRegionStats.Instance, Patience, cancel);
            Volatile.Write(ref _shards, stats.Stats.Count);
        }
        catch (AskTimeoutException)
        {
            // A shard that is being handed off does not answer; the next look sees where it went.
        }
    }
}
