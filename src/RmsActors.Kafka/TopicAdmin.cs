using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

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

    /// <summary>Names the topics that are not there. Waits up to <paramref name="patience"/>, 30 s by default, for the cluster to answer.</summary>
    /// <exception cref="TimeoutException">It did not.</exception>
    public static Task<IReadOnlyList<string>> MissingAsync(KafkaOptions kafka, IEnumerable<string> topics, TimeSpan? patience = null, CancellationToken cancel = default) =>
        Task.Run<IReadOnlyList<string>>(
            () =>
            {
                // All topics: asking for one by name may make it.
                using var admin = Client(kafka);
                var there = Metadata(admin, kafka, patience ?? Patience).Topics.Select(t => t.Topic).ToHashSet(StringComparer.Ordinal);
                return [.. topics.Where(topic => !there.Contains(topic))];
            },
            cancel);

    private static Metadata Metadata(IAdminClient admin, KafkaOptions kafka, TimeSpan patience)
    {
        try
        {
            return admin.GetMetadata(patience);
        }
        catch (KafkaException silent)
        {
            throw new TimeoutException($"{KafkaOptions.Section}:{nameof(KafkaOptions.Bootstrap)} = '{kafka.Bootstrap}': no broker answered within {patience.TotalSeconds} s: {silent.Error.Reason}", silent);
        }
    }

    /// <summary>Makes the topics that are not there yet, and returns their names.</summary>
    /// <exception cref="TimeoutException">The cluster did not answer.</exception>
    /// <exception cref="KafkaException">It refused; for example fewer brokers than the replication factor, or a broker without this function.</exception>
    public static async Task<IReadOnlyList<string>> CreateAsync(KafkaOptions kafka, IReadOnlyList<TopicSpecification> topics, CancellationToken cancel = default)
    {
        var missing = await MissingAsync(kafka, topics.Select(topic => topic.Name), cancel: cancel);
        if (missing.Count == 0)
        {
            return [];
        }

        using var admin = Client(kafka);
        try
        {
            await admin.CreateTopicsAsync(
                topics.Where(topic => missing.Contains(topic.Name)).Select(topic => new Confluent.Kafka.Admin.TopicSpecification
                {
                    Name = topic.Name,
                    NumPartitions = topic.Partitions,
                    ReplicationFactor = topic.ReplicationFactor,
                    Configs = Configuration(topic).ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal),
                }),
                new CreateTopicsOptions { OperationTimeout = Patience, RequestTimeout = Patience });
        }
        catch (CreateTopicsException refused)
        {
            throw new KafkaException(new Error(
                ErrorCode.Local_Fail,
                string.Join("; ", refused.Results.Where(r => r.Error.IsError).Select(r => $"{r.Topic}: {r.Error.Reason}"))));
        }

        return missing;
    }

    /// <summary>What differs from the specification, a sentence each; empty when all is as it should be.</summary>
    /// <exception cref="TimeoutException">The cluster did not answer.</exception>
    public static async Task<IReadOnlyList<string>> CheckAsync(KafkaOptions kafka, IReadOnlyList<TopicSpecification> topics, CancellationToken cancel = default)
    {
        using var admin = Client(kafka);
        var metadata = await Task.Run(() => Metadata(admin, kafka, Patience), cancel);
        var there = metadata.Topics.ToDictionary(t => t.Topic, StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var topic in topics)
        {
            if (!there.TryGetValue(topic.Name, out var found))
            {
                problems.Add($"{topic.Name} is missing");
                continue;
            }

            if (found.Partitions.Count != topic.Partitions)
            {
                problems.Add($"{topic.Name} has {found.Partitions.Count} partitions; expected {topic.Partitions}");
            }

            if (found.Partitions.Min(p => p.Replicas.Length) < topic.ReplicationFactor)
            {
                problems.Add($"{topic.Name} has {found.Partitions.Min(p => p.Replicas.Length)} replicas; expected {topic.ReplicationFactor} at least");
            }
        }

        problems.AddRange(await ConfigurationProblemsAsync(admin, [.. topics.Where(topic => there.ContainsKey(topic.Name))]));
        return problems;
    }

    private static async Task<IReadOnlyList<string>> ConfigurationProblemsAsync(IAdminClient admin, IReadOnlyList<TopicSpecification> topics)
    {
        try
        {
            var described = await admin.DescribeConfigsAsync(
                topics.Select(topic => new ConfigResource { Type = ResourceType.Topic, Name = topic.Name }), new DescribeConfigsOptions { RequestTimeout = Patience });
            return
            [
                .. from topic in topics
                   let entries = described.Single(d => d.ConfigResource.Name == topic.Name).Entries
                   from wanted in Configuration(topic)
                   let found = entries.GetValueOrDefault(wanted.Key)?.Value
                   where !wanted.Suffices(found)
                   select $"{topic.Name} has {wanted.Key} = {found ?? "nothing"}; expected {wanted.Expected}",
            ];
        }
        catch (KafkaException unsupported) when (unsupported.Error.Code is ErrorCode.Local_UnsupportedFeature or ErrorCode.UnsupportedVersion)
        {
            return ["this broker cannot tell how its topics are configured, so that retention, replicas in sync and sizes were not checked"];
        }
    }

    private static IEnumerable<Wanted> Configuration(TopicSpecification topic) =>
    [
        AtLeast("retention.ms", (long)topic.Retention.TotalMilliseconds),
        AtLeast("min.insync.replicas", topic.MinInSyncReplicas),
        AtLeast("max.message.bytes", topic.MaxMessageBytes),
        Exactly("unclean.leader.election.enable", "false"),
        Exactly("cleanup.policy", "delete"),
    ];

    // Retention -1 is for ever.
    private static Wanted AtLeast(string key, long value) => new(
        key, value.ToString(CultureInfo.InvariantCulture), $"{value} at least",
        found => long.TryParse(found, CultureInfo.InvariantCulture, out var number) && (number >= value || (number == -1 && key == "retention.ms")));

    private static Wanted Exactly(string key, string value) => new(key, value, value, found => found == value);

    private static IAdminClient Client(KafkaOptions kafka) => new AdminClientBuilder(ClientProperties.Admin(kafka)).SetLogHandler((_, _) => { }).Build();

    private sealed record Wanted(string Key, string Value, string Expected, Func<string?, bool> Suffices);
}
