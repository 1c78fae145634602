using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace RmsActors.Kafka;

/// <summary>Makes topics, and says what is wrong with those that are there.</summary>
public static class TopicAdmin
{
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan OneTry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>What a person is told while a cluster is asked, which may take that long.</summary>
    public static string WaitingFor(KafkaOptions kafka) =>
        string.Create(CultureInfo.InvariantCulture, $"waiting for Kafka at {kafka.Bootstrap} (up to {DefaultPatience.TotalSeconds:0} s)");

    /// <summary>Ends once the cluster has answered, up to 30 s later, and has these topics.</summary>
    /// <param name="logger">Is told at once what is waited for.</param>
    /// <exception cref="ValidationException">Topics are missing; it names them, and what makes them.</exception>
    /// <exception cref="TimeoutException">The cluster did not answer.</exception>
    public static async Task RequireAsync(KafkaOptions kafka, IEnumerable<string> topics, ILogger logger, CancellationToken cancel = default)
    {
        logger.LogInformation("{Waiting}", WaitingFor(kafka));
        var missing = await MissingAsync(kafka, topics, DefaultPatience, cancel);
        if (missing.Count > 0)
        {
            throw new ValidationException(
                $"{KafkaOptions.Section}:{nameof(KafkaOptions.Bootstrap)} = '{kafka.Bootstrap}': these topics are missing there: {string.Join(", ", missing)}; make them with 'rms topics create'");
        }
    }

    /// <summary>Ends once the cluster has answered, if each of these topics has so many partitions.</summary>
    /// <param name="setting">The setting that says how many, for the message.</param>
    /// <exception cref="ValidationException">One has another number.</exception>
    /// <exception cref="TimeoutException">The cluster did not answer.</exception>
    public static async Task RequirePartitionsAsync(KafkaOptions kafka, IEnumerable<string> topics, int partitions, string setting, CancellationToken cancel = default)
    {
        using var client = ClientOf(kafka);
        var present = await TopicsAsync(client, kafka, DefaultPatience, cancel);
        var counts = topics.Where(present.ContainsKey).Select(topic => (Topic: topic, present[topic].Partitions.Count)).ToList();
        if (counts.Exists(topic => topic.Count != partitions))
        {
            var all = string.Join(", ", counts.Select(topic => string.Create(CultureInfo.InvariantCulture, $"{topic.Topic} has {topic.Count}")));
            throw new ValidationException(string.Create(
                CultureInfo.InvariantCulture,
                $"{setting} = {partitions}: the topics at {kafka.Bootstrap} have other numbers of partitions ({all}); all of them need the same, and it is to be set on every node"));
        }
    }

    /// <summary>Names the topics that are not there. Waits up to <paramref name="patience"/> for the cluster to answer.</summary>
    /// <exception cref="TimeoutException">The cluster did not answer.</exception>
    /// <exception cref="ArgumentException">A property under <c>Kafka:Client</c> cannot be used.</exception>
    public static async Task<IReadOnlyList<string>> MissingAsync(
        KafkaOptions kafka, IEnumerable<string> topics, TimeSpan patience, CancellationToken cancel = default)
    {
        using var client = ClientOf(kafka);
        var present = await TopicsAsync(client, kafka, patience, cancel);
        return [.. topics.Where(topic => !present.ContainsKey(topic))];
    }

    /// <summary>Makes the topics that are not there yet, waits until they have leaders, and returns their names.</summary>
    /// <exception cref="TimeoutException">The cluster did not answer.</exception>
    /// <exception cref="KafkaException">It refused.</exception>
    /// <exception cref="NotSupportedException">The embedded broker makes its topics when it starts, and no others.</exception>
    public static async Task<IReadOnlyList<string>> CreateAsync(
        KafkaOptions kafka, IReadOnlyList<TopicSpecification> topics, CancellationToken cancel = default)
    {
        using var client = ClientOf(kafka);
        var present = await TopicsAsync(client, kafka, DefaultPatience, cancel);
        var missing = topics.Where(topic => !present.ContainsKey(topic.Name)).ToList();
        if (missing.Count == 0)
        {
            return [];
        }

        if (kafka.Embedded)
        {
            throw new NotSupportedException(
                $"The embedded broker at {kafka.Bootstrap} makes its topics when it starts; it lacks {string.Join(", ", missing.Select(t => t.Name))}.");
        }

        var created = await CreateAsync(client, missing);
        await WaitForLeadersAsync(client, kafka, created, cancel);
        return created;
    }

    /// <summary>What differs from the specification, a sentence each; empty when all is as it should be.</summary>
    /// <param name="note">Is told what could not be checked, which is no difference.</param>
    /// <exception cref="TimeoutException">The cluster did not answer.</exception>
    /// <exception cref="KafkaException">It refused.</exception>
    public static async Task<IReadOnlyList<string>> CheckAsync(
        KafkaOptions kafka, IReadOnlyList<TopicSpecification> topics, CancellationToken cancel = default, Action<string>? note = null)
    {
        using var client = ClientOf(kafka);
        var present = await TopicsAsync(client, kafka, DefaultPatience, cancel);
        var differences = topics.Where(topic => !present.ContainsKey(topic.Name)).Select(topic => $"{topic.Name}: is missing").ToList();
        var found = topics.Where(topic => present.ContainsKey(topic.Name)).ToList();
        differences.AddRange(found.SelectMany(topic => TopicRules.ShapeDifferences(
            topic, present[topic.Name].Partitions.Count, kafka.Embedded ? null : ReplicasOf(present[topic.Name]))));
        if (kafka.Embedded)
        {
            note?.Invoke($"{kafka.Bootstrap} is the embedded broker: it keeps one copy in memory and has no topic settings, so that only names and partitions were checked.");
        }
        else if (found.Count > 0)
        {
            var settings = await SettingsAsync(client, found);
            differences.AddRange(found.SelectMany(topic => TopicRules.SettingDifferences(topic, settings[topic.Name])));
        }

        return differences;
    }

    internal static IAdminClient ClientOf(KafkaOptions kafka)
    {
        var properties = ClientProperties.ForAdmin(kafka);
        // What goes wrong comes back as an exception; librdkafka would write it to standard error as well.
        return ClientProperties.Build(() => new AdminClientBuilder(properties)
            .SetLogHandler(static (_, _) => { })
            .SetErrorHandler(static (_, _) => { })
            .Build());
    }

    /// <summary>All topics of the cluster: to ask for one by its name could create it.</summary>
    private static async Task<Dictionary<string, TopicMetadata>> TopicsAsync(
        IAdminClient client, KafkaOptions kafka, TimeSpan patience, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                // The call blocks its thread.
                var metadata = await Task.Run(() => client.GetMetadata(patience < OneTry ? patience : OneTry), cancel);
                return metadata.Topics.Where(t => t.Error.Code != ErrorCode.UnknownTopicOrPart).ToDictionary(t => t.Topic, StringComparer.Ordinal);
            }
            catch (KafkaException unanswered)
            {
                if (TimeProvider.System.GetElapsedTime(began) >= patience)
                {
                    throw new TimeoutException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"No Kafka broker answered at {kafka.Bootstrap} within {patience.TotalSeconds:0.#} s: {unanswered.Error.Reason}; see that it runs, or name another with --kafka"),
                        unanswered);
                }

                await Task.Delay(Pause, TimeProvider.System, cancel);
            }
        }
    }

    private static async Task<IReadOnlyList<string>> CreateAsync(IAdminClient client, List<TopicSpecification> missing)
    {
        try
        {
            await client.CreateTopicsAsync(missing.Select(topic => new Confluent.Kafka.Admin.TopicSpecification
            {
                Name = topic.Name,
                NumPartitions = topic.Partitions,
                ReplicationFactor = topic.ReplicationFactor,
                Configs = TopicRules.SettingsOf(topic),
            }));
            return [.. missing.Select(topic => topic.Name)];
        }
        catch (CreateTopicsException some)
        {
            // Another process may make them at the same time.
            var refused = some.Results.Where(r => r.Error.Code is not (ErrorCode.NoError or ErrorCode.TopicAlreadyExists)).ToList();
            return refused.Count == 0
                ? [.. some.Results.Where(r => r.Error.Code == ErrorCode.NoError).Select(r => r.Topic)]
                : throw new KafkaException(
                    new Error(refused[0].Error.Code, string.Join("; ", refused.Select(r => $"{r.Topic} was not created: {r.Error.Reason}"))), some);
        }
    }

    private static async Task WaitForLeadersAsync(IAdminClient client, KafkaOptions kafka, IReadOnlyList<string> created, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var present = await TopicsAsync(client, kafka, DefaultPatience, cancel);
            var waiting = created.Where(name => !present.TryGetValue(name, out var topic) || topic.Partitions.Exists(p => p.Leader < 0)).ToList();
            if (waiting.Count == 0)
            {
                return;
            }

            if (TimeProvider.System.GetElapsedTime(began) >= DefaultPatience)
            {
                throw new KafkaException(new Error(ErrorCode.LeaderNotAvailable, $"Created, but without leaders: {string.Join(", ", waiting)}"));
            }

            await Task.Delay(Pause, TimeProvider.System, cancel);
        }
    }

    private static int ReplicasOf(TopicMetadata topic) => topic.Partitions.Min(static p => p.Replicas.Length);

    private static async Task<Dictionary<string, IReadOnlyDictionary<string, string>>> SettingsAsync(IAdminClient client, List<TopicSpecification> topics)
    {
        var results = await client.DescribeConfigsAsync(topics.Select(t => new ConfigResource { Type = ResourceType.Topic, Name = t.Name }));
        return results.ToDictionary(
            static result => result.ConfigResource.Name,
            static IReadOnlyDictionary<string, string> (result) => result.Entries.ToDictionary(static e => e.Key, static e => e.Value.Value, StringComparer.Ordinal),
            StringComparer.Ordinal);
    }
}
