using Akka.Actor;
using Akka.Cluster.Sharding.External;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Placement;

/// <summary>
/// Shards live where the nodes say that they read the partition of that number (<see cref="ShardAnnouncer"/>). One that nobody has
/// announced, or a dead node has, goes to whoever asks for it, which is whoever reads its partition.
/// </summary>
public sealed class AlignedAllocation(ActorSystem system) : ExternalShardAllocationStrategy(system, PaymentShard.RegionName)
{
    private IActorRef? _announced;

    // Each coordinator that starts on this node starts the strategy, and the actor's name is taken from the second time on: without
    // this, shards would never get a home again after the coordinator was restarted where it had been.
    protected override IActorRef CreateShardStateActor() => _announced ??= base.CreateShardStateActor();
}
