using System.CommandLine;
using RmsActors.Cli.CommandLine;
using RmsActors.Cli.Verbs;
using RmsActors.Hosting;

namespace RmsActors.Cli;

internal static class Program
{
    /// <summary>Every system of the story is a verb, and so is the demo that runs them all.</summary>
    internal static IReadOnlyList<Command> Verbs() =>
    [
        DemoVerb.Create(),
        KafkaVerb.Create(),
        PaymentsVerb.Create(),
        SubmitVerb.Create(),
        AntifraudVerb.Create(),
        KycVerb.Create(),
        NodeVerb.Create(),
        TopicsVerb.Create(),
        MigrateVerb.Create(),
        DlqVerb.Create(),
        QuarantineVerb.Create(),
        ClusterVerb.Create(),
        ClusterShardingVerb.Create(),
        ActorVerb.Create(),
        LogVerb.Create(),
        WhereVerb.Create(),
        InflightVerb.Create(),
        PaymentVerb.Create(),
        VerifyVerb.Create(),
        LagVerb.Create(),
    ];

    public static Task<int> Main(string[] args)
    {
        TerminationSignals.HearInterrupt();
        ParentProcess.EndWithIt();
        return RmsCommand.RunAsync(Verbs(), args, Console.Out, Console.Error);
    }
}
