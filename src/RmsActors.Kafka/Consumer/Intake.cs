namespace RmsActors.Kafka;

/// <summary>
/// What a consumer may read, has under way, and may commit. Assignments, records and completions go in; epochs, offsets to
/// store and partitions to pause come out. No thread, no clock, no client: the consumer's poll thread and simulations run it alike.
/// </summary>
public sealed class Intake
{
    /// <summary>
    /// Keys, values and headers of a topic's records under way, in bytes, past which it pauses like one with too many. The system's own are a few hundred bytes each; this is for what others write.
    /// </summary>
    public const long MaxBytes = 64 * 1024 * 1024;

    private static long s_lastEpoch;

    private readonly Dictionary<string, TopicIntake> _topics;
    private readonly Dictionary<(string Topic, int Partition), PartitionIntake> _partitions = [];
    private readonly int _maxAboveWatermark;
    private readonly Func<long> _nextEpoch;

    /// <param name="subscriptions">The topics and their limits.</param>
    /// <param name="maxAboveWatermark">The limit of each partition; see <see cref="ConsumerSettings.MaxAboveWatermark"/>.</param>
    /// <param name="nextEpoch">Gives a number never given before; the process's own sequence unless a simulation says otherwise.</param>
    public Intake(IReadOnlyList<Subscription> subscriptions, int maxAboveWatermark, Func<long>? nextEpoch = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAboveWatermark, 1);
        foreach (var subscription in subscriptions)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(subscription.MaxOutstanding, 1, nameof(subscription.MaxOutstanding));
        }

        _topics = subscriptions.ToDictionary(s => s.Topic, s => new TopicIntake(s.MaxOutstanding, s.PausesWith), StringComparer.Ordinal);
        _maxAboveWatermark = maxAboveWatermark;
        _nextEpoch = nextEpoch ?? (static () => Interlocked.Increment(ref s_lastEpoch));
    }

    /// <summary>Rises whenever a partition is to be paused or resumed, or is assigned or revoked.</summary>
    public long Version { get; private set; }

    /// <summary>A partition is ours, to be read from <paramref name="start"/>; what was under way of an earlier assignment is forgotten.</summary>
    /// <param name="start">The committed offset, or the beginning.</param>
    /// <returns>The epoch of what is read of it from now on.</returns>
    public long Assigned(string topic, int partition, long start)
    {
        Revoked(topic, partition);
        var epoch = _nextEpoch();
        _partitions[(topic, partition)] = new PartitionIntake(TopicOf(topic), epoch, new OffsetWatermark(start));
        Version++;
        return epoch;
    }

    /// <summary>A partition is no longer ours, and nothing of it is kept.</summary>
    public void Revoked(string topic, int partition)
    {
        if (_partitions.Remove((topic, partition), out var revoked))
        {
            revoked.Topic.Outstanding -= revoked.Offsets.UnderWay;
            revoked.Topic.Bytes -= revoked.Bytes;
            Version++;
            UpdateTopic(revoked.Topic);
        }
    }

    /// <summary>A record was read.</summary>
    /// <param name="bytes">Its size.</param>
    /// <returns>
    /// Its handle; null where it is to be ignored: the partition is not ours, its topic was stopped, or the record was read before.
    /// </returns>
    public CommittableOffset? Enter(string topic, int partition, long offset, DateTimeOffset now, int bytes = 0)
    {
        // A stopped topic never starts again, so that what is ignored here is read by the partition's next owner: the watermark
        // cannot pass it. It happens when a partition is assigned to a consumer that drains.
        if (!_partitions.TryGetValue((topic, partition), out var entered) || entered.Topic.Stopped || !entered.Offsets.TryEnter(offset, now))
        {
            return null;
        }

        entered.Topic.Outstanding++;
        entered.Topic.Bytes += bytes;
        entered.Bytes += bytes;
        UpdatePartition(entered);
        UpdateTopic(entered.Topic);
        return new CommittableOffset(topic, partition, offset, entered.Epoch, bytes);
    }

    /// <summary>A record's effect is durable.</summary>
    /// <returns>The offset to store for its partition, if that moved; null also for a completion of another epoch.</returns>
    public long? Complete(CommittableOffset completed)
    {
        if (!_partitions.TryGetValue((completed.Topic, completed.Partition), out var partition) || partition.Epoch != completed.Epoch)
        {
            return null;
        }

        var completion = partition.Offsets.Complete(completed.Offset);
        if (completion is OffsetCompletion.Unknown or OffsetCompletion.Repeated)
        {
            return null;
        }

        partition.Topic.Outstanding--;
        partition.Topic.Bytes -= completed.Bytes;
        partition.Bytes -= completed.Bytes;
        UpdatePartition(partition);
        UpdateTopic(partition.Topic);
        return completion == OffsetCompletion.Advanced ? partition.Offsets.Watermark : null;
    }

    /// <summary>Nothing more of this topic is to be read.</summary>
    public void Stop(string topic)
    {
        TopicOf(topic).Stopped = true;
        Version++;
    }

    /// <summary>Whether nothing of this topic is under way.</summary>
    public bool IsIdle(string topic) => TopicOf(topic).Outstanding == 0;

    /// <summary>Why a partition is not to be read now.</summary>
    public PauseReasons PausedBecause(string topic, int partition) =>
        _partitions.TryGetValue((topic, partition), out var assigned) ? Reasons(partition, assigned) : PauseReasons.None;

    /// <summary>Every assigned partition, by topic and number.</summary>
    public IReadOnlyList<PartitionStatus> Status() =>
        [.. _partitions.OrderBy(p => p.Key.Topic, StringComparer.Ordinal).ThenBy(p => p.Key.Partition).Select(p => StatusOf(p.Key, p.Value))];

    private PartitionStatus StatusOf((string Topic, int Partition) key, PartitionIntake partition)
    {
        var offsets = partition.Offsets;
        return new(
            key.Topic, key.Partition, partition.Epoch, offsets.Position, offsets.Watermark, offsets.UnderWay,
            offsets.Held - offsets.UnderWay, offsets.Oldest?.Offset, offsets.Oldest?.Since, Reasons(key.Partition, partition));
    }

    private PauseReasons Reasons(int number, PartitionIntake partition) =>
        (partition.Topic.Stopped ? PauseReasons.Stopped : PauseReasons.None)
        | (partition.Topic.Full ? PauseReasons.TopicLimit : PauseReasons.None)
        | (partition.Full ? PauseReasons.PartitionLimit : PauseReasons.None)
        | (partition.Topic.PausesWith is { } other && _partitions.TryGetValue((other, number), out var needed) && needed.Full
            ? PauseReasons.OtherTopicLimit : PauseReasons.None);

    // Full at the limit, and until half of it is free again: pausing throws away what the client has fetched ahead.
    private static bool IsFull(bool full, long count, long limit) => count >= limit || (full && count > limit / 2);

    private TopicIntake TopicOf(string topic) =>
        _topics.TryGetValue(topic, out var found) ? found : throw new ArgumentException($"Not subscribed to topic {topic}.", nameof(topic));

    private void UpdateTopic(TopicIntake topic)
    {
        var full = IsFull(topic.Full, topic.Outstanding, topic.MaxOutstanding) || IsFull(topic.Full, topic.Bytes, MaxBytes);
        Version += full == topic.Full ? 0 : 1;
        topic.Full = full;
    }

    private void UpdatePartition(PartitionIntake partition)
    {
        var full = IsFull(partition.Full, partition.Offsets.Held, _maxAboveWatermark);
        Version += full == partition.Full ? 0 : 1;
        partition.Full = full;
    }

    private sealed class TopicIntake(int maxOutstanding, string? pausesWith)
    {
        public string? PausesWith { get; } = pausesWith;

        public int MaxOutstanding { get; } = maxOutstanding;

        public int Outstanding { get; set; }

        public long Bytes { get; set; }

        public bool Full { get; set; }

        public bool Stopped { get; set; }
    }

    private sealed class PartitionIntake(TopicIntake topic, long epoch, OffsetWatermark offsets)
    {
        public TopicIntake Topic { get; } = topic;

        public long Epoch { get; } = epoch;

        public OffsetWatermark Offsets { get; } = offsets;

        public long Bytes { get; set; }

        public bool Full { get; set; }
    }
}
