using System.CommandLine;
using RmsActors.Cli.CommandLine;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms node</c>: one node of the RMS cluster.</summary>
internal static class NodeVerb
{
    public static Command Create(Func<Role, Role>? with = null) => RoleVerb.Create(
        new Role("node", builder => builder.AddRmsNode()),
        with,
        "Runs one node of the RMS cluster, which decides payments.",
        SettingOption.Of<ClusterOptions>("--host", ClusterOptions.Section, nameof(ClusterOptions.Hostname), "HOST", "Name or address under which the other nodes reach this one."),
        SettingOption.Of<ClusterOptions>("--port", ClusterOptions.Section, nameof(ClusterOptions.Port), "PORT", "Port of the cluster's own protocol; 0 takes any free one."),
        SettingOption.Of<ClusterOptions>("--seed-node", ClusterOptions.Section, nameof(ClusterOptions.SeedNodes), "HOST:PORT", "A node to join; the same list, in the same order, on every node. Without any, the node forms a cluster of its own."),
        SettingOption.Of<ScoringOptions>("--kyc-deadline", ScoringOptions.Section, nameof(ScoringOptions.KycDeadline), "DURATION", "How long KYC has to answer before the policy's fallback decides."));
}
