using System.CommandLine;
using RmsActors.Cli.CommandLine;
using RmsActors.Cli.Verbs;
using RmsActors.Hosting;

namespace RmsActors.Chaos.Roles;

/// <summary>A role of the product, in a process of its own, with a <see cref="CrashPoint"/> in its seams.</summary>
internal static class ChaosRole
{
    /// <summary>The first argument of such a process.</summary>
    public const string Verb = "role";

    /// <param name="arguments">A verb of <c>rms</c> and its options.</param>
    public static Task<int> RunAsync(string[] arguments)
    {
        TerminationSignals.HearInterrupt();
        var crash = new CrashPoint();
        crash.Listen();
        Command[] verbs = [PaymentsVerb.Create(crash.Watch), AntifraudVerb.Create(crash.Watch), KycVerb.Create(crash.Watch), NodeVerb.Create(crash.Watch)];
        return RmsCommand.RunAsync(verbs, arguments, Console.Out, Console.Error);
    }
}
