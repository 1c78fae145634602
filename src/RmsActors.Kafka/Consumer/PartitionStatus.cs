namespace RmsActors.Kafka;

/// <summary>One assigned partition, as it is now.</summary>
/// <param name="Position">The offset that is read next.</param>
/// <param name="Watermark">The offset that a restart would begin at, once committed.</param>
/// <param name="UnderWay">Records read and not complete.</param>
/// <param name="CompleteAbove">Records complete above the oldest that is not.</param>
/// <param name="Oldest">The lowest offset under way, or null.</param>
/// <param name="OldestSince">When that one was read.</param>
/// <param name="Paused">Why it is not read, if so.</param>
public sealed record PartitionStatus(
    string Topic,
    int Partition,
    long Epoch,
    long Position,
    long Watermark,
    int UnderWay,
    int CompleteAbove,
    long? Oldest,
    DateTimeOffset? OldestSince,
    PauseReasons Paused);
