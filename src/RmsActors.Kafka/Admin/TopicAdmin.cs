namespace RmsActors.Kafka;

/// <summary>What a topic must be like.</summary>
/// <param name="Retention">Longer than the longest outage that must be survived.</param>
public sealed record TopicSpecification(
    string Name, int Partitions, short ReplicationFactor, TimeSpan Retention, int MinInSyncReplicas, int MaxMessageBytes);

/// <summary>Makes topics, and says what is wrong with those that are there.</summary>
public static class TopicAdmin
{
    /// <summary>Names the topics that are not there. Waits up to <paramref name="patience"/> for the cluster to answer.</summary>
    /// <exception cref="Confluent.Kafka.KafkaException">The cluster did not answer.</exception>
    public static Task<IReadOnlyList<string>> MissingAsync(KafkaOptions kafka, IEnumerable<string> topics, TimeSpan patience, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>Makes the topics that are not there yet, and returns their names.</summary>
    public static Task<IReadOnlyList<string>> CreateAsync(KafkaOptions kafka, IReadOnlyList<TopicSpecification> topics, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>What differs from the specification, a sentence each; empty when all is as it should be.</summary>
    public static Task<IReadOnlyList<string>> CheckAsync(KafkaOptions kafka, IReadOnlyList<TopicSpecification> topics, CancellationToken cancel = default) =>
        throw new NotImplementedException();
}
