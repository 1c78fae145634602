using RmsActors.Benchmarks.Roles;
using RmsActors.Contracts;

namespace RmsActors.Benchmarks.Strategies;

/// <summary>A way to bring a reply to the instance that waits for it.</summary>
/// <param name="Name">On the command line and in the report.</param>
/// <param name="Role">The verb of an instance.</param>
/// <param name="Settings">What its instances are told besides.</param>
/// <param name="Clustered">Whether the instances form a cluster and keep a journal.</param>
/// <param name="Readers">The consumer group that its instances share.</param>
internal sealed record Strategy(string Name, string Role, IReadOnlyList<string> Settings, bool Clustered, Readers Readers)
{
    private static readonly Readers Cluster = new("rms", [Topics.PaymentDetails, Topics.WalletKycResponse]);

    public static IReadOnlyList<Strategy> All { get; } =
    [
        new("broadcast", BenchRole.Broadcast, [], Clustered: false, new Readers(BroadcastNode.Group, [Topics.PaymentDetails])),
        new("balanced", BenchRole.Node, ["--set", "Rms:Placement=Balanced"], Clustered: true, Cluster),
        new("aligned", BenchRole.Node, ["--set", "Rms:Placement=Aligned"], Clustered: true, Cluster),
    ];
}
