using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Logging.Abstractions;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Placement;
using RmsActors.Testing;
using AkkaCluster = Akka.Cluster.Cluster;

namespace RmsActors.Rms.Tests.Placement;

public class AlignedAllocationTests() : TestKit(Settings, RmsNodeHostingExtensions.ClusterName)
{
    private static readonly Config Settings = ConfigurationFactory
        .ParseString("akka { loglevel = OFF, actor.provider = cluster, remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 } }")
        .WithFallback(NodeConfiguration.Serialization)
        .WithFallback(NodeConfiguration.Cluster(new RmsOptions(), new ClusterOptions()))
        .WithFallback(ClusterSharding.DefaultConfig());

    [Fact]
    public async Task A_shard_goes_where_its_partition_is_read_also_after_the_coordinator_started_again_here()
    {
        var placement = new AlignedAllocation(Sys);
        var here = CreateTestProbe("here").Ref;
        var elsewhere = CreateTestProbe("elsewhere").Ref;
        var regions = ImmutableDictionary<IActorRef, IImmutableList<string>>.Empty.Add(here, ImmutableList<string>.Empty);
        using var end = new CancellationTokenSource();
        HashSet<int> read = [3];
        var announcer = new ShardAnnouncer(Sys, () => read, TimeProvider.System, NullLogger.Instance);
        await JoinAsync();
        placement.Start();
        var announcing = announcer.RunAsync(end.Token);

        // Whoever asks gets what nobody has announced.
        (await placement.AllocateShard(elsewhere, "7", regions)).ShouldBe(elsewhere);
        await Eventually.TrueAsync(async () => (await placement.AllocateShard(elsewhere, "3", regions)).Equals(here), "shard 3 is where partition 3 is read");

        placement.Start();
        (await placement.AllocateShard(elsewhere, "3", regions)).ShouldBe(here);

        read = [7];
        announcer.Announce();
        await Eventually.TrueAsync(async () => (await placement.AllocateShard(elsewhere, "7", regions)).Equals(here), "shard 7 has followed its partition");
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => announcing);
    }

    [Fact]
    public async Task Nothing_is_moved_while_a_region_does_not_answer()
    {
        var placement = new AlignedAllocation(Sys);
        var here = CreateTestProbe("here").Ref;
        using var other = ActorSystem.Create(RmsNodeHostingExtensions.ClusterName, Settings);
        var alive = RefTo(AkkaCluster.Get(other).SelfAddress, other.ActorOf(Props.Empty, "region"));
        var dead = RefTo(new Address("akka.tcp", RmsNodeHostingExtensions.ClusterName, "127.0.0.1", 1), alive);
        using var end = new CancellationTokenSource();
        await JoinAsync();
        placement.Start();
        var announcing = new ShardAnnouncer(Sys, () => [1, 2, 3], TimeProvider.System, NullLogger.Instance).RunAsync(end.Token);
        var regions = ImmutableDictionary<IActorRef, IImmutableList<string>>.Empty.Add(here, ["1"]).Add(alive, ["2"]);

        await Eventually.TrueAsync(
            async () => (await placement.Rebalance(regions, ImmutableHashSet<string>.Empty)).SetEquals(["2"]), "shard 2, and it alone, is to come here");
        (await placement.Rebalance(regions, ["2"])).ShouldBeEmpty();
        (await placement.Rebalance(regions.Add(dead, ["3"]), ImmutableHashSet<string>.Empty)).ShouldBeEmpty();

        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => announcing);
        await other.Terminate();
    }

    private IActorRef RefTo(Address node, IActorRef region) =>
        ((ExtendedActorSystem)Sys).Provider.ResolveActorRef(new RootActorPath(node) / region.Path.Elements);

    private async Task JoinAsync()
    {
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cluster = AkkaCluster.Get(Sys);
        cluster.RegisterOnMemberUp(() => up.TrySetResult());
        cluster.Join(cluster.SelfAddress);
        await up.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
