using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>
/// What a consumer has taken in and not finished: an epoch and a watermark for each assigned partition, and from the limits,
/// which partitions pause. A record in, a completion in, an offset out; pure, and not safe for several threads.
/// </summary>
/// <param name="subscriptions">The topics and how much of each may be under way.</param>
/// <param name="maxAboveWatermark">The bound of one partition.</param>
public sealed class Intake(IReadOnlyList<Subscription> subscriptions, int maxAboveWatermark)
{
    private readonly Dictionary<string, TopicState> _topics = subscriptions.ToDictionary(s => s.Topic, s => new TopicState(s.MaxOutstanding), StringComparer.Ordinal);
    private readonly Dictionary<TopicPartition, PartitionState> _partitions = [];
    private long _epochs;

    /// <summary>The partitions that are assigned now.</summary>
    public IReadOnlyCollection<TopicPartition> Assigned => _partitions.Keys;

    /// <summary>Begins a partition's assignment at the offset that is read first. Epochs never repeat.</summary>
    public long Assign(TopicPartition partition, long start)
    {
        Revoke(partition);
        _partitions[partition] = new PartitionState(++_epochs, new OffsetWatermark(start));
        return _epochs;
    }

    /// <summary>Ends it; what is under way of it is forgotten, and its completions will be ignored.</summary>
    public void Revoke(TopicPartition partition)
    {
        if (_partitions.Remove(partition, out var state))
        {
            _topics[partition.Topic].UnderWay -= state.Watermark.UnderWayCount;
        }
    }

    /// <summary>A record is taken in. Null where its partition is not assigned, or the record lies below what was read already.</summary>
    public CommittableOffset? Enter(TopicPartition partition, long offset)
    {
        if (!_partitions.TryGetValue(partition, out var state) || offset < state.Next)
        {
            return null;
        }

        state.Watermark.Enter(offset);
        state.Next = offset + 1;
        _topics[partition.Topic].UnderWay++;
        return new CommittableOffset(partition.Topic, partition.Partition.Value, offset, state.Epoch);
    }

    /// <summary>A record is finished.</summary>
    /// <returns>The offset to store, where the watermark has moved; null otherwise, and for another epoch.</returns>
    public TopicPartitionOffset? Complete(CommittableOffset completed)
    {
        var partition = new TopicPartition(completed.Topic, completed.Partition);
        if (!_partitions.TryGetValue(partition, out var state) || state.Epoch != completed.Epoch)
        {
            return null;
        }

        var before = state.Watermark.UnderWayCount;
        var moved = state.Watermark.Complete(completed.Offset);
        _topics[completed.Topic].UnderWay -= before - state.Watermark.UnderWayCount;
        return moved ? new TopicPartitionOffset(partition, state.Watermark.Value) : null;
    }

    /// <summary>Takes in nothing more of this topic.</summary>
    public void Stop(string topic) => _topics[topic].Stopped = true;

    /// <summary>Whether nothing of this topic is under way.</summary>
    public bool IsIdle(string topic) => _topics[topic].UnderWay == 0;

    /// <summary>Where the partition stands; null where it is not assigned.</summary>
    public OffsetWatermark? WatermarkOf(TopicPartition partition) => _partitions.GetValueOrDefault(partition)?.Watermark;

    /// <summary>What should pause, and why. What has paused resumes at half of its limit, so that it does not flutter.</summary>
    public IReadOnlyDictionary<TopicPartition, PauseReason> ShouldPause()
    {
        var pause = new Dictionary<TopicPartition, PauseReason>();
        foreach (var topic in _topics.Values)
        {
            topic.Full = topic.UnderWay >= (topic.Full ? (topic.MaxOutstanding + 1) / 2 : topic.MaxOutstanding);
        }

        foreach (var (partition, state) in _partitions)
        {
            state.Full = state.Watermark.AboveCount >= (state.Full ? (maxAboveWatermark + 1) / 2 : maxAboveWatermark);
            var topic = _topics[partition.Topic];
            if (topic.Stopped)
            {
                pause[partition] = PauseReason.Stopped;
            }
            else if (state.Full)
            {
                pause[partition] = PauseReason.PartitionBound;
            }
            else if (topic.Full)
            {
                pause[partition] = PauseReason.TopicLimit;
            }
        }

        return pause;
    }

    private sealed class TopicState(int maxOutstanding)
    {
        public int MaxOutstanding { get; } = maxOutstanding;

        public int UnderWay { get; set; }

        public bool Full { get; set; }

        public bool Stopped { get; set; }
    }

    private sealed class PartitionState(long epoch, OffsetWatermark watermark)
    {
        public long Epoch { get; } = epoch;

        public OffsetWatermark Watermark { get; } = watermark;

        public long Next { get; set; } = watermark.Value;

        public bool Full { get; set; }
    }
}

/// <summary>Why a partition is paused.</summary>
public enum PauseReason
{
    /// <summary>As many of its topic are under way as may be.</summary>
    TopicLimit,

    /// <summary>Too much of it is complete above a record that is not.</summary>
    PartitionBound,

    /// <summary>Its topic's intake has been stopped.</summary>
    Stopped,
}
