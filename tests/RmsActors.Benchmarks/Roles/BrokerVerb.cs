using System.CommandLine;
using RmsActors.Cli.Demo;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;

namespace RmsActors.Benchmarks.Roles;

/// <summary>The product's embedded broker, with logs that are kept short.</summary>
internal static class BrokerVerb
{
    public const string Readers = "--readers";

    public static Command Create()
    {
        var readers = new Option<string[]>(Readers) { HelpName = "GROUP=TOPIC,…", Description = "A consumer group and what it reads; once for each." };
        var command = new Command(BenchRole.Kafka, "A broker that forgets what its readers have committed.") { readers };
        command.SetAction(async (parsed, cancel) =>
        {
            var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var signals = new TerminationSignals((_, _) => asked.TrySetResult(), deafToInterrupt: ParentProcess.Watches);
            await using var cancelled = cancel.Register(() => asked.TrySetResult());
            using var broker = EmbeddedBroker.Start(Topics.All.Concat(Topics.All.Select(Topics.DeadLettersOf)).Select(topic => (topic, Topics.DefaultPartitions)));
            using var retention = new Retention(broker, [.. (parsed.GetValue(readers) ?? []).Select(Roles.Readers.Parse)], TimeProvider.System);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var forgetting = retention.RunAsync(stop.Token);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"ready kafka {broker.Bootstrap}");
            await parsed.InvocationConfiguration.Output.FlushAsync(cancel);
            await Task.WhenAny(asked.Task, forgetting);
            await stop.CancelAsync();
            await forgetting;
            return ExitCode.Success;
        });
        return command;
    }
}
