using Confluent.Kafka;

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
        Task.Run<IReadOnlyList<string>>(
            () =>
            {
                using var admin = new AdminClientBuilder(ClientProperties.Admin(kafka)).Build();
                // All topics: asking for one by name may make it.
                var there = admin.GetMetadata(patience).Topics.Select(t => t.Topic).ToHashSet(StringComparer.Ordinal);
                return [.. topics.Where(topic => !there.Contains(topic))];
            },
            cancel);

    public static Task<IReadOnlyList<string>> CreateAsync(KafkaOptions kafka, IReadOnlyList<TopicSpecification> topics, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    public static Task<IReadOnlyList<string>> CheckAsync(KafkaOptions kafka, IReadOnlyList<TopicSpecification> topics, CancellationToken cancel = default) =>
        throw new NotImplementedException();
}
