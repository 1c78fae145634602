using System.Text;
using RmsActors.Contracts;
using RmsActors.Kafka;
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

    /// <summary>All nodes had to keep where a shard lives, the one that was gone as well until it was removed.</summary>
    [Fact]
    public async Task Shards_get_a_home_while_it_is_a_member_still()
    {
        await using var cluster = await RmsCluster.StartAsync(nodes: 2, ("Cluster:StableAfter", "00:02:00"));
        await using var kyc = new FakeKyc(cluster.Bootstrap, RmsCluster.Partitions, request => [FakeKyc.Plain(request, 40m)]);

        // The coordinator is on one of those that were there before. Nothing has been read so far: no shard has a home.
        await cluster.JoinNodeAsync();
        var gone = cluster.ReadBy(2);
        gone.Count.ShouldBeInRange(1, RmsCluster.Partitions - 1);
        var ids = Enumerable.Range(0, Payments).Select(n => $"meanwhile-{n}").Where(id => !gone.Contains(Murmur2.Partition(Encoding.UTF8.GetBytes(id), RmsCluster.Partitions))).ToList();

        (await cluster.CrashNodeAsync(2)).ShouldNotBe(0);
        await Task.WhenAll(ids.Select(id => cluster.SendAsync(Details(id))));

        await Eventually.TrueAsync(() => cluster.Decisions.Count == ids.Count, "all are decided", TimeSpan.FromSeconds(60));
    }

    private static Task SendAsync(RmsCluster cluster, string name) => Task.WhenAll(Enumerable.Range(0, Payments).Select(n =>
        cluster.SendAsync(Details($"{name}-{n}"))));

    private static PaymentDetails Details(string id) => new(id, "wallet-1", 12.50m, "EUR", "DE", "card", new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
}
