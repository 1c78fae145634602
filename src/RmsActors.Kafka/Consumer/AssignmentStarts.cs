using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace RmsActors.Kafka;

/// <summary>Asks the cluster where assigned partitions were left off, and what their logs hold.</summary>
internal sealed class AssignmentStarts(IConsumer<byte[]?, byte[]?> client, string group, ILogger logger, TimeProvider time)
{
    // All of it happens on the poll thread, while the partitions that go on are not read.
    private static readonly TimeSpan CommittedTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LogTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PartitionTimeout = TimeSpan.FromSeconds(2);

    /// <exception cref="OffsetLostException">A log no longer holds what was committed.</exception>
    /// <exception cref="KafkaException">The committed offsets could not be read.</exception>
    public IReadOnlyList<(TopicPartition Partition, StartOffset Start)> Find(IReadOnlyList<TopicPartition> partitions)
    {
        if (partitions.Count == 0)
        {
            return [];
        }

        var committed = client.Committed(partitions, CommittedTimeout);
        var began = time.GetTimestamp();
        return [.. committed.Select(c => (c.TopicPartition, StartOf(c, LogTimeout - time.GetElapsedTime(began))))];
    }

    /// <summary>The broker refused to fetch at this offset.</summary>
    public OffsetLostException LostDuringFetch(TopicPartitionOffset at)
    {
        var log = LogOf(at.TopicPartition, PartitionTimeout);
        return new OffsetLostException(at.Topic, at.Partition, group, at.Offset, log?.Low, log?.High);
    }

    private StartOffset StartOf(TopicPartitionOffset committed, TimeSpan left)
    {
        long? offset = committed.Offset == Offset.Unset ? null : committed.Offset.Value;
        if (LogOf(committed.TopicPartition, left < PartitionTimeout ? left : PartitionTimeout) is { } log)
        {
            return StartOffset.Of(committed.Topic, committed.Partition, group, offset, log.Low, log.High);
        }

        // A partition without a leader must not keep the others from being read. Its fetch will find out, by auto.offset.reset=error.
        return new StartOffset(offset ?? Offset.Beginning, Baseline: false);
    }

    private (long Low, long High)? LogOf(TopicPartition partition, TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero)
        {
            return null;
        }

        try
        {
            var log = client.QueryWatermarkOffsets(partition, timeout);
            return (log.Low, log.High);
        }
        catch (KafkaException unanswered)
        {
            logger.LogWarning("What the log of {Partition} holds could not be read: {Reason}", partition, unanswered.Error.Reason);
            return null;
        }
    }
}
