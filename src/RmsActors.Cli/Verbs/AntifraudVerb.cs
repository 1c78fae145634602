using System.CommandLine;
using RmsActors.Antifraud;
using RmsActors.Hosting;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms antifraud</c>: between the payment database and RMS.</summary>
internal static class AntifraudVerb
{
    public static Command Create() => RoleVerb.Create(
        new Role("antifraud", builder => builder.AddAntifraud()),
        "Runs antifraud, which sends payments to RMS and applies its decisions.");
}
