using System.CommandLine;
using RmsActors.Cli.CommandLine;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms kafka</c>: a broker in the box, with every topic; in memory and on loopback.</summary>
internal static class KafkaVerb
{
    public static Command Create()
    {
        var partitions = OptionOf.WholeNumber("--partitions", "N", $"Partitions of each topic (default {Topics.DefaultPartitions}, from 1 to 1000).", 1, 1000);
        var command = new Command("kafka", "Runs a Kafka broker for development, in memory and on loopback, with every topic.") { partitions };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(partitions) ?? Topics.DefaultPartitions, parsed.InvocationConfiguration.Output, cancel));
        return command;
    }

    private static async Task<int> RunAsync(int partitions, TextWriter output, CancellationToken cancel)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var signals = new TerminationSignals((_, _) => asked.TrySetResult(), deafToInterrupt: ParentProcess.Watches);
        await using var cancelled = cancel.Register(() => asked.TrySetResult());
        using var broker = EmbeddedBroker.Start(Topics.All.Concat(Topics.All.Select(Topics.DeadLettersOf)).Select(topic => (topic, partitions)));
        await output.WriteLineAsync($"ready kafka {broker.Bootstrap}");
        await output.FlushAsync(cancel);
        await asked.Task;
        return ExitCode.Success;
    }
}
