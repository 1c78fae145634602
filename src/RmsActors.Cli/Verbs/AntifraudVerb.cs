using System.CommandLine;
using RmsActors.Antifraud;
using RmsActors.Hosting;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms antifraud</c>: between the payment database and RMS.</summary>
internal static class AntifraudVerb
{
    public static Command Create(Func<Role, Role>? with = null) => RoleVerb.Create(
        new Role("antifraud", builder => builder.AddAntifraud()),
        with,
        "Runs antifraud, which sends payments to RMS and applies its decisions.");
}
