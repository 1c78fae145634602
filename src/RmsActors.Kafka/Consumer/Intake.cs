namespace RmsActors.Kafka;

/// <summary>
/// What a consumer may read, has under way, and may commit. Assignments, records and completions go in; epochs, offsets to
/// store and partitions to pause come out. No thread, no clock, no client: the consumer's poll thread and simulations run it alike.
/// </summary>
public sealed class Intake
{
    private static long s_lastEpoch;

    private readonly Dictionary<string, TopicIntake> _topics;
    private readonly Dictionary<(string Topic, int Partition), PartitionIntake> _partitions = [];
    private readonly Dictionary<(string Topic, int Partition), PartitionIntake> _suspended = [];
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

    /// <summary>
    /// A partition is ours, to be read from <paramref name="start"/>. One that was <see cref="Suspend">suspended</see>, and of which nobody has committed more meanwhile, goes on as if nothing had
    /// happened: what was complete is so for good, and what was under way still is. Otherwise, what was under way of an earlier assignment is forgotten.
    /// </summary>
    /// <param name="start">The committed offset, or the beginning.</param>
    public Assignment Assigned(string topic, int partition, long start)
    {
        Remove(topic, partition);
        if (_suspended.Remove((topic, partition), out var suspended) && start <= suspended.Offsets.Watermark)
        {
            _partitions[(topic, partition)] = suspended;
            suspended.Topic.Outstanding += suspended.Offsets.UnderWay;
            Version++;
            UpdatePartition(suspended);
            UpdateTopic(suspended.Topic);
            return new Assignment(suspended.Epoch, suspended.Offsets.Position, suspended.Offsets.Watermark);
        }

        var epoch = _nextEpoch();
        _partitions[(topic, partition)] = new PartitionIntake(TopicOf(topic), epoch, new OffsetWatermark(start));
        Version++;
        return new Assignment(epoch, start, start);
    }

    /// <summary>A partition is no longer ours, and whose it will be is being settled. Until then what is under way may still complete.</summary>
    public void Suspend(string topic, int partition)
    {
        if (Remove(topic, partition) is { } suspended)
        {
            _suspended[(topic, partition)] = suspended;
        }
    }

    /// <summary>All is settled: whatever is still suspended belongs to others.</summary>
    /// <returns>What that is.</returns>
    public IReadOnlyList<(string Topic, int Partition)> DropSuspended()
    {
        List<(string Topic, int Partition)> dropped = [.. _suspended.Keys];
        _suspended.Clear();
        return dropped;
    }

    /// <summary>A partition is no longer ours, and nothing of it is kept.</summary>
    public void Revoked(string topic, int partition)
    {
        Remove(topic, partition);
        _suspended.Remove((topic, partition));
    }

    /// <summary>A record was read.</summary>
    /// <returns>
    /// Its handle; null where it is to be ignored: the partition is not ours, its topic was stopped, or the record was read before.
    /// </returns>
    public CommittableOffset? Enter(string topic, int partition, long offset, DateTimeOffset now)
    {
        // A stopped topic never starts again, so that what is ignored here is read by the partition's next owner: the watermark
        // cannot pass it. It happens when a partition is assigned to a consumer that drains.
        if (!_partitions.TryGetValue((topic, partition), out var entered) || entered.Topic.Stopped || !entered.Offsets.TryEnter(offset, now))
        {
            return null;
        }

        entered.Topic.Outstanding++;
        UpdatePartition(entered);
        UpdateTopic(entered.Topic);
        return new CommittableOffset(topic, partition, offset, entered.Epoch);
    }

    /// <summary>A record's effect is durable.</summary>
    /// <returns>The offset to store for its partition, if that moved; null also for a completion of another epoch, or of a suspended partition.</returns>
    public long? Complete(CommittableOffset completed)
    {
        var key = (completed.Topic, completed.Partition);
        if (_suspended.TryGetValue(key, out var suspended) && suspended.Epoch == completed.Epoch)
        {
            suspended.Offsets.Complete(completed.Offset);
            return null;
        }

        if (!_partitions.TryGetValue(key, out var partition) || partition.Epoch != completed.Epoch)
        {
            return null;
        }

        var completion = partition.Offsets.Complete(completed.Offset);
        if (completion is OffsetCompletion.Unknown or OffsetCompletion.Repeated)
        {
            return null;
        }

        partition.Topic.Outstanding--;
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

    /// <summary>Whether nothing of this topic is under way, also not of a suspended partition.</summary>
    public bool IsIdle(string topic) =>
        TopicOf(topic).Outstanding == 0 && !_suspended.Any(suspended => suspended.Key.Topic == topic && suspended.Value.Offsets.UnderWay > 0);

    /// <summary>Why a partition is not to be read now.</summary>
    public PauseReasons PausedBecause(string topic, int partition) =>
        _partitions.TryGetValue((topic, partition), out var assigned) ? Reasons(partition, assigned) : PauseReasons.None;

    /// <summary>Every assigned partition, by topic and number.</summary>
    public IReadOnlyList<PartitionStatus> Status() =>
        [.. _partitions.OrderBy(p => p.Key.Topic, StringComparer.Ordinal).ThenBy(p => p.Key.Partition).Select(p => StatusOf(p.Key, p.Value))];

    private PartitionIntake? Remove(string topic, int partition)
    {
        if (_partitions.Remove((topic, partition), out var removed))
        {
            removed.Topic.Outstanding -= removed.Offsets.UnderWay;
            Version++;
            UpdateTopic(removed.Topic);
        }

        return removed;
    }

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
    private static bool IsFull(bool full, int count, int limit) => count >= limit || (full && count > limit / 2);

    private TopicIntake TopicOf(string topic) =>
        _topics.TryGetValue(topic, out var found) ? found : throw new ArgumentException($"Not subscribed to topic {topic}.", nameof(topic));

    private void UpdateTopic(TopicIntake topic)
    {
        var full = IsFull(topic.Full, topic.Outstanding, topic.MaxOutstanding);
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

        public bool Full { get; set; }

        public bool Stopped { get; set; }
    }

    private sealed class PartitionIntake(TopicIntake topic, long epoch, OffsetWatermark offsets)
    {
        public TopicIntake Topic { get; } = topic;

        public long Epoch { get; } = epoch;

        public OffsetWatermark Offsets { get; } = offsets;

        public bool Full { get; set; }
    }
}
