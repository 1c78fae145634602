namespace RmsActors.Kafka;

/// <summary>How a <see cref="KafkaConsumer"/> reads.</summary>
/// <param name="Kafka">The cluster.</param>
/// <param name="GroupId">The consumer group.</param>
public sealed record ConsumerSettings(KafkaOptions Kafka, string GroupId)
{
    /// <summary>
    /// How many records of one partition may be complete or under way above the lowest one that is not, before that partition
    /// pauses. Bounds memory, and what is read again after a crash. Default 20,000.
    /// </summary>
    public int MaxAboveWatermark { get; init; } = 20_000;

    /// <summary>How long a paused, bounded partition's oldest record may be under way before it is warned about. Default 30 s.</summary>
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The member's name, by which a broker's logs and tools tell members apart. Default librdkafka's, alike for all.</summary>
    public string? ClientId { get; init; }
}

/// <summary>How a <see cref="KafkaProducer"/> writes.</summary>
/// <param name="Kafka">The cluster.</param>
public sealed record ProducerSettings(KafkaOptions Kafka)
{
    /// <summary>Records sent and not yet acknowledged; past it, sending waits. Default 10,000.</summary>
    public int MaxInFlight { get; init; } = 10_000;
}

/// <summary>A topic to read.</summary>
/// <param name="Topic">Its name.</param>
/// <param name="MaxOutstanding">
/// Records of it that may be under way in this process, from 1; there the topic's partitions pause, until half of it is free.
/// Pausing throws away what was fetched ahead, so a busy topic wants thousands.
/// </param>
/// <param name="PausesWith">
/// Another topic of the same consumer, without which this one's records cannot be finished: where a partition of that one is at
/// its bound, the same partition of this one pauses as well.
/// </param>
/// <param name="Follows">
/// Another topic of the same consumer, of at least as many partitions, with which this one is co-partitioned: the group shares out that one's partitions alone, and who
/// reads partition n of it also reads partition n of this one.
/// </param>
public sealed record Subscription(string Topic, int MaxOutstanding, string? PausesWith = null, string? Follows = null);
