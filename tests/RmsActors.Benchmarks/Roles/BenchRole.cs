using System.CommandLine;
using RmsActors.Cli.CommandLine;
using RmsActors.Cli.Verbs;
using RmsActors.Hosting;

namespace RmsActors.Benchmarks.Roles;

/// <summary>What runs beside the measuring process, each in a process of its own: the product's broker and node, and what the comparison needs.</summary>
internal static class BenchRole
{
    /// <summary>The first argument of such a process.</summary>
    public const string Verb = "role";

    public const string Kafka = "kafka";
    public const string Node = "node";
    public const string Broadcast = "broadcast";
    public const string Responder = "responder";

    public static Task<int> RunAsync(string[] arguments)
    {
        TerminationSignals.HearInterrupt();
        Command[] verbs =
        [
            BrokerVerb.Create(),
            NodeVerb.Create(),
            RoleVerb.Create(new Role(Broadcast, builder => builder.AddBroadcastNode()), null, "An RMS instance that reads every reply."),
            RoleVerb.Create(new Role(Responder, builder => builder.AddResponder()), null, "A KYC that answers at once."),
        ];
        return RmsCommand.RunAsync(verbs, arguments, Console.Out, Console.Error);
    }
}
