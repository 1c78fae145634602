using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>What a topic must be like.</summary>
/// <param name="Retention">Longer than the longest outage that must be survived.</param>
public sealed record TopicSpecification(
    string Name, int Partitions, short ReplicationFactor, TimeSpan Retention, int MinInSyncReplicas, int MaxMessageBytes);

/// <summary>Makes topics, and says what is wrong with those that are there.</summary>
public static class TopicAdmin
{
    // How long a starting role waits for its cluster.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Names the topics that are not there. Waits up to 30 s for the cluster to answer.</summary>
    /// <exception cref="TimeoutException">It did not.</exception>
    public static Task<IReadOnlyList<string>> MissingAsync(KafkaOptions kafka, IEnumerable<string> topics, CancellationToken cancel = default) =>
        Task.Run<IReadOnlyList<string>>(
            () =>
            {
                // All topics: asking for one by name may make it.
                using var admin = new AdminClientBuilder(ClientProperties.Admin(kafka)).SetLogHandler((_, _) => { }).Build();
                var there = Metadata(admin, kafka).Topics.Select(t => t.Topic).ToHashSet(StringComparer.Ordinal);
                return [.. topics.Where(topic => !there.Contains(topic))];
            },
            cancel);

    private static Metadata Metadata(IAdminClient admin, KafkaOptions kafka)
    {
        try
        {
            return admin.GetMetadata(Patience);
        }
        catch (KafkaException silent)
        {
            throw new TimeoutException($"{KafkaOptions.Section}:{nameof(KafkaOptions.Bootstrap)} = '{kafka.Bootstrap}': no broker answered within {Patience.TotalSeconds} s: {silent.Error.Reason}", silent);
        }
    }

    public static Task<IReadOnlyList<string>> CreateAsync(KafkaOptions kafka, IReadOnlyList<TopicSpecification> topics, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    public static Task<IReadOnlyList<string>> CheckAsync(KafkaOptions kafka, IReadOnlyList<TopicSpecification> topics, CancellationToken cancel = default) =>
        throw new NotImplementedException();
}
