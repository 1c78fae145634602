using System.CommandLine;
using RmsActors.Cli.CommandLine;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms topics create|check</c>: the topics of a real cluster.</summary>
internal static class TopicsVerb
{
    private static readonly TimeSpan DefaultRetention = TimeSpan.FromDays(7);

    // Kafka's own default of max.message.bytes; a value may take MaxValueBytes of it.
    private const int DefaultMaxMessageBytes = 1_048_588;

    public static Command Create() => new("topics", "Makes or checks the topics and their dead-letter topics on a real cluster.")
    {
        Sub("create", "Makes the topics that are not there yet.", CreateAsync),
        Sub("check", "Tells what of the topics is not as it must be; exit code 1 if anything is.", CheckAsync),
    };

    private static Command Sub(string name, string description, Func<KafkaOptions, IReadOnlyList<TopicSpecification>, TextWriter, CancellationToken, Task<int>> run)
    {
        SettingOption[] settings = [CommonSettings.Kafka(), CommonSettings.KafkaEmbedded(), CommonSettings.Set()];
        var partitions = OptionOf.WholeNumber("--partitions", "N", $"Partitions of each topic; the same for all, for requests, replies and details must agree (default {Topics.DefaultPartitions}, from 1 to 10000).", 1, 10_000);
        var replication = OptionOf.WholeNumber("--replication", "N", "Replicas of each partition (default 3, from 1 to 32).", 1, 32);
        var minInSync = OptionOf.WholeNumber("--min-insync-replicas", "N", "Replicas that must have a record before it counts as written (default 2, from 1 to 32).", 1, 32);
        var retention = OptionOf.Length("--retention", "DURATION", "How long records are kept; longer than the longest outage that must be survived (default 7d, from 1m to 3650d).", TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650));
        var maxMessage = OptionOf.WholeNumber("--max-message-bytes", "BYTES", $"Largest record of the five topics; their dead-letter topics take {Topics.DeadLetterHeadroomBytes} more (default {DefaultMaxMessageBytes}, from {2 * Topics.MaxValueBytes} to 100000000).", 2 * Topics.MaxValueBytes, 100_000_000);
        var command = new Command(name, description) { partitions, replication, minInSync, retention, maxMessage };
        foreach (var setting in settings)
        {
            command.Add(setting.Option);
        }

        command.SetAction((parsed, cancel) =>
        {
            var kafka = ValidatedOptions.Read<KafkaOptions>(Settings.Read(settings.SelectMany(setting => setting.Read(parsed))), KafkaOptions.Section);
            var replicas = parsed.GetValue(replication) ?? 3;
            var inSync = parsed.GetValue(minInSync) ?? Math.Min(2, replicas);
            if (inSync > replicas)
            {
                throw new OptionsException($"--min-insync-replicas = '{inSync}': expected at most --replication, which is {replicas}");
            }

            var largest = parsed.GetValue(maxMessage) ?? DefaultMaxMessageBytes;
            var topics = Topics.All
                .Select(topic => (Name: topic, MaxBytes: largest))
                .Concat(Topics.All.Select(topic => (Name: Topics.DeadLettersOf(topic), MaxBytes: largest + Topics.DeadLetterHeadroomBytes)))
                .Select(topic => new TopicSpecification(
                    topic.Name, parsed.GetValue(partitions) ?? Topics.DefaultPartitions, (short)replicas, parsed.GetValue(retention) ?? DefaultRetention, inSync, topic.MaxBytes))
                .ToList();
            parsed.InvocationConfiguration.Error.WriteLine(TopicAdmin.WaitingFor(kafka));
            return run(kafka, topics, parsed.InvocationConfiguration.Output, cancel);
        });
        return command;
    }

    private static async Task<int> CreateAsync(KafkaOptions kafka, IReadOnlyList<TopicSpecification> topics, TextWriter output, CancellationToken cancel)
    {
        var made = await TopicAdmin.CreateAsync(kafka, topics, cancel);
        foreach (var topic in topics)
        {
            await output.WriteLineAsync($"{topic.Name}: {(made.Contains(topic.Name) ? "made" : "was there")}");
        }

        return ExitCode.Success;
    }

    private static async Task<int> CheckAsync(KafkaOptions kafka, IReadOnlyList<TopicSpecification> topics, TextWriter output, CancellationToken cancel)
    {
        var differences = await TopicAdmin.CheckAsync(kafka, topics, cancel, output.WriteLine);
        foreach (var difference in differences)
        {
            await output.WriteLineAsync(difference);
        }

        if (differences.Count == 0)
        {
            await output.WriteLineAsync($"All {topics.Count} topics are as they must be.");
        }

        return differences.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }
}
