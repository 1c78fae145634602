using RmsActors.Contracts;
using RmsActors.Testing;

namespace RmsActors.EndToEnd.Tests;

/// <summary>A node that crashes and does not come back, with the shards' coordinator on it.</summary>
[Collection(nameof(Alone))]
public class LostNodeTests
{
    private const int Payments = 300;

    /// <summary>As many nodes as there were at first had to come together again before a shard got a home.</summary>
    [Fact]
    public async Task Its_payments_get_a_home_among_those_that_are_left()
    {
        await using var cluster = await RmsCluster.StartAsync(nodes: 3);
        await using var kyc = new FakeKyc(cluster.Bootstrap, RmsCluster.Partitions, request => [FakeKyc.Plain(request, 40m)]);
        await SendAsync(cluster, "before");
        await Eventually.TrueAsync(() => cluster.Decisions.Count == Payments, "all are decided", TimeSpan.FromSeconds(60));

        (await cluster.CrashNodeAsync(0)).ShouldNotBe(0);
        await SendAsync(cluster, "after");

        await Eventually.TrueAsync(() => cluster.Decisions.Count == 2 * Payments, "all are decided by the two that are left", TimeSpan.FromSeconds(60));
        cluster.Decisions.Values.ShouldAllBe(decisions => decisions.Distinct().Count() == 1);
    }

    private static Task SendAsync(RmsCluster cluster, string name) => Task.WhenAll(Enumerable.Range(0, Payments).Select(n =>
        cluster.SendAsync(new PaymentDetails($"{name}-{n}", "wallet-1", 12.50m, "EUR", "DE", "card", new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)))));
}
