using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Cluster.Sharding.External;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Placement;

/// <summary>
/// Shards live where the nodes say that they read the partition of that number (<see cref="ShardAnnouncer"/>). One that nobody has
/// announced, or a dead node has, goes to whoever asks for it, which is whoever reads its partition.
/// </summary>
public sealed class AlignedAllocation(ActorSystem system) : IStartableAllocationStrategy
{
    // A region that is alive answers in a millisecond.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private readonly AnnouncedLocations _announced = new(system);

    public void Start() => _announced.Start();

    public Task<IActorRef> AllocateShard(IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations) =>
        _announced.AllocateShard(requester, shardId, currentShardAllocations);

    /// <summary>
    /// The shards to move: those that are announced elsewhere, and none while a region does not answer. Each has a say in every hand-off: one that is gone would leave the shards that
    /// are to be moved without a home until it is found to be, while a shard in the wrong place costs a hop.
    /// </summary>
    public async Task<IImmutableSet<string>> Rebalance(IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations, IImmutableSet<string> rebalanceInProgress)
    {
        var misplaced = (await _announced.Rebalance(currentShardAllocations, rebalanceInProgress)).Except(rebalanceInProgress);
        return misplaced.Count == 0 || Array.TrueForAll(await Task.WhenAll(currentShardAllocations.Keys.Select(AnswersAsync)), static answers => answers)
            ? misplaced
            : ImmutableHashSet<string>.Empty;
    }

    private static async Task<bool> AnswersAsync(IActorRef region)
    {
        try
        {
            // For a node that cannot be reached, somebody else answers: that there is nobody.
            var answer = await region.Ask<ActorIdentity>(new Identify(nameof(Rebalance)), Patience);
            return region.Path.Equals(answer.Subject?.Path);
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }

    // Each coordinator that starts on this node starts the strategy, and the actor's name is taken from the second time on: without
    // this, shards would never get a home again after the coordinator was restarted where it had been.
    private sealed class AnnouncedLocations(ActorSystem system) : ExternalShardAllocationStrategy(system, PaymentShard.RegionName)
    {
        private IActorRef? _state;

        protected override IActorRef CreateShardStateActor() => _state ??= base.CreateShardStateActor();
    }
}
