namespace RmsActors.Kafka;

/// <summary>Why a partition is not read now.</summary>
[Flags]
public enum PauseReasons
{
    /// <summary>It is read.</summary>
    None = 0,

    /// <summary>Its topic's intake was stopped.</summary>
    Stopped = 1,

    /// <summary>As many records of its topic are under way as may be.</summary>
    TopicLimit = 2,

    /// <summary>As many records of the partition as may be are complete or under way above one that is not complete.</summary>
    PartitionLimit = 4,

    /// <summary>The same partition of the topic that this one depends on is at its limit; see <see cref="Subscription.PausesWith"/>.</summary>
    OtherTopicLimit = 8,
}
