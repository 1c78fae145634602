namespace RmsActors.Kafka;

/// <summary>What a topic must be like.</summary>
/// <param name="Partitions">Exactly as many: the partition of a payment follows from it.</param>
/// <param name="ReplicationFactor">At least.</param>
/// <param name="Retention">At least; longer than the longest outage that must be survived. <see cref="Timeout.InfiniteTimeSpan"/>: for ever.</param>
/// <param name="MinInSyncReplicas">At least.</param>
/// <param name="MaxMessageBytes">At least.</param>
public sealed record TopicSpecification(
    string Name, int Partitions, short ReplicationFactor, TimeSpan Retention, int MinInSyncReplicas, int MaxMessageBytes);
