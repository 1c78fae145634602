using Akka.Cluster;
using RmsActors.Contracts;
using RmsActors.Kafka;
using RmsActors.Rms.Placement;

namespace RmsActors.Rms.Streams;

/// <summary>
/// Since when KYC's replies reach this node's payments without interruption. While they do not, a payment must not be decided by
/// KYC's silence: the reply may be there unread. Where shards follow partitions, a payment's replies are read on its own node but while its shard has yet to follow, and no other
/// partition concerns it; otherwise any node may be the one that reads them, and that another one has paused them is not seen here.
/// </summary>
/// <param name="placement">Where shards live.</param>
/// <param name="time">Times the looks at the cluster.</param>
public sealed class ReplyIntakeGate(ShardPlacement placement, TimeProvider time)
{
    private static readonly TimeSpan LookInterval = Continuity.LongestGap / 4;

    private readonly Continuity _cluster = new(time);
    private volatile KafkaConsumer? _consumer;

    /// <summary>
    /// When it resumed for the payments of a partition; <see cref="DateTimeOffset.MaxValue"/> while it is interrupted, as it is at
    /// first.
    /// </summary>
    /// <param name="partition">The payment's shard.</param>
    public DateTimeOffset ResumedAt(int partition)
    {
        if (_consumer is not { } consumer)
        {
            return DateTimeOffset.MaxValue;
        }

        if (placement == ShardPlacement.Aligned)
        {
            // It counts as interrupted also while it is not read here: the reply may be unread at, or on its way from, the node that the shard is about to follow it to.
            return consumer.ReadingSinceOf(Topics.WalletKycResponse, partition);
        }

        if (consumer.PausedBecause(Topics.WalletKycResponse, partition) != PauseReasons.None)
        {
            return DateTimeOffset.MaxValue;
        }

        var (reading, reachable) = (consumer.ReadingSince, _cluster.Since);
        return reading > reachable ? reading : reachable;
    }

    /// <summary>This consumer reads the replies.</summary>
    public void Follow(KafkaConsumer consumer) => _consumer = consumer;

    /// <summary>Looks several times a second whether every member can be reached, until cancelled.</summary>
    public async Task WatchAsync(Cluster cluster, CancellationToken cancel)
    {
        using var look = new PeriodicTimer(LookInterval, time);
        do
        {
            _cluster.Beat(cluster.State.Unreachable.IsEmpty);
        }
        while (await look.WaitForNextTickAsync(cancel));
    }
}
