using System.CommandLine;
using System.Globalization;
using RmsActors.Cli.CommandLine;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms kafka</c>: a broker in the box, with every topic; in memory and on loopback.</summary>
internal static class KafkaVerb
{
    private const int MostBrokers = 9;

    public static Command Create()
    {
        var partitions = OptionOf.WholeNumber("--partitions", "N", $"Partitions of each topic (default {Topics.DefaultPartitions}, from 1 to 1000).", 1, 1000);
        var brokers = OptionOf.WholeNumber("--brokers", "N", $"How many brokers share them out (default 1, from 1 to {MostBrokers}).", 1, MostBrokers);
        var advertise = new Option<string[]>("--advertise")
        {
            HelpName = "HOST:PORT",
            Description = "What clients are told instead of a broker's own address, such as that of a forwarder to it; once for each broker, in their order.",
        };
        var command = new Command("kafka", "Runs a Kafka broker for development, in memory and on loopback, with every topic.") { partitions, brokers, advertise };
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(partitions) ?? Topics.DefaultPartitions, parsed.GetValue(brokers) ?? 1, parsed.GetValue(advertise) ?? [], parsed.InvocationConfiguration.Output, cancel));
        return command;
    }

    private static async Task<int> RunAsync(int partitions, int brokers, string[] advertised, TextWriter output, CancellationToken cancel)
    {
        if (advertised.Length > 0 && (advertised.Length != brokers || !new HostPortAttribute().IsValid(advertised)))
        {
            throw new OptionsException($"--advertise = '{string.Join(' ', advertised)}': expected host:port, as often as there are brokers ({brokers})");
        }

        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var signals = new TerminationSignals((_, _) => asked.TrySetResult(), deafToInterrupt: ParentProcess.Watches);
        await using var cancelled = cancel.Register(() => asked.TrySetResult());
        using var broker = EmbeddedBroker.Start(Topics.All.Concat(Topics.All.Select(Topics.DeadLettersOf)).Select(topic => (topic, partitions)), brokers);
        for (var at = 0; at < advertised.Length; at++)
        {
            var colon = advertised[at].LastIndexOf(':');
            broker.Advertise(at + 1, advertised[at][..colon], int.Parse(advertised[at][(colon + 1)..], CultureInfo.InvariantCulture));
        }

        // Where it listens, also when it tells clients otherwise: a forwarder must know.
        await output.WriteLineAsync($"ready kafka {broker.Bootstrap}");
        await output.FlushAsync(cancel);
        await asked.Task;
        return ExitCode.Success;
    }
}
