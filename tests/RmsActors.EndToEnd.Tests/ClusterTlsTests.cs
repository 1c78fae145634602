using RmsActors.Contracts;
using RmsActors.Testing;

namespace RmsActors.EndToEnd.Tests;

/// <summary>Nodes that prove who they are form the cluster and decide payments; one that cannot stays outside.</summary>
[Collection(nameof(InThisProcess))]
public sealed class ClusterTlsTests : IDisposable
{
    private readonly CertificateAuthority _ours = new("ours");
    private readonly CertificateAuthority _foreign = new("foreign");

    [Fact]
    public async Task A_cluster_by_TLS_decides_and_a_node_of_another_authority_never_joins_it()
    {
        await using var cluster = await RmsCluster.StartAsync(nodes: 2, Settings(_ours, [_ours]));
        await using var kyc = new FakeKyc(cluster.Bootstrap, RmsCluster.Partitions, request => [FakeKyc.Plain(request, 40m)]);
        await DecideAsync(cluster, "before");

        // It trusts the cluster; the cluster does not trust it.
        var stranger = cluster.TryJoinNode(Settings(_foreign, [_ours, _foreign]));
        await DecideAsync(cluster, "meanwhile");
        await Eventually.TrueAsync(() => cluster.Log.Lines.Any(line => line.Line.Contains("is of none of the authorities", StringComparison.Ordinal)), "the cluster says whom it has refused, and why");
        stranger.IsCompleted.ShouldBeFalse();
        (await cluster.CountAsync("clusterMembers")).ShouldBe(2 * 2);
    }

    public void Dispose()
    {
        _ours.Dispose();
        _foreign.Dispose();
    }

    private static async Task DecideAsync(RmsCluster cluster, string name)
    {
        var decided = cluster.Decisions.Count;
        for (var n = 0; n < 50; n++)
        {
            await cluster.SendAsync(new PaymentDetails($"{name}-{n}", "wallet-1", 12.50m, "EUR", "DE", "card", new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)));
        }

        await Eventually.TrueAsync(() => cluster.Decisions.Count == decided + 50, "all are decided", TimeSpan.FromSeconds(60));
    }

    private static (string Key, string Value)[] Settings(CertificateAuthority issuer, CertificateAuthority[] trusted)
    {
        var (certificate, key, authorities) = issuer.Issue(trusted);
        return [("Cluster:TlsCertificate", certificate), ("Cluster:TlsKey", key), ("Cluster:TlsAuthorities", authorities)];
    }
}
