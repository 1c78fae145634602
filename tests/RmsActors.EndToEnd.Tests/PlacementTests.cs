using RmsActors.Contracts;
using RmsActors.Testing;

namespace RmsActors.EndToEnd.Tests;

/// <summary>Details, reply and actor meet on one node, also after partitions have moved.</summary>
[Collection(nameof(Alone))]
public class PlacementTests
{
    private const int Payments = 300;

    [Fact]
    public async Task Nothing_travels_between_nodes_also_after_one_has_left_and_one_has_joined()
    {
        await using var cluster = await RmsCluster.StartAsync(nodes: 3);
        await using var kyc = new FakeKyc(cluster.Bootstrap, RmsCluster.Partitions, request => [FakeKyc.Plain(request, 40m)]);
        await AlignedAsync(cluster, "first");

        // The coordinator lives on the oldest node, and moves with it.
        (await cluster.StopNodeAsync(0)).ShouldBe(0);
        await AlignedAsync(cluster, "left");

        await cluster.JoinNodeAsync();
        await AlignedAsync(cluster, "joined");
    }

    [Fact]
    public async Task A_producer_without_keys_is_told_once_and_served()
    {
        await using var cluster = await RmsCluster.StartAsync(nodes: 2);
        await using var kyc = new FakeKyc(cluster.Bootstrap, RmsCluster.Partitions, request => [FakeKyc.Plain(request, 40m)]);

        for (var n = 0; n < Payments; n++)
        {
            await cluster.SendAsync(Topics.PaymentDetails, null, MessageCodec.Encode(Details($"unkeyed-{n}")));
        }

        await Eventually.TrueAsync(() => cluster.Decisions.Count == Payments, "all are decided", TimeSpan.FromSeconds(60));
        (await cluster.CountAsync("recordsMisplaced")).ShouldBeGreaterThan(Payments / 2);
        (await cluster.CountAsync("detailsForwarded")).ShouldBeGreaterThan(0);
        cluster.Log.Lines.Count(line => line.Line.Contains("not the partition of its id", StringComparison.Ordinal)).ShouldBeInRange(1, 2);
    }

    // Shards follow their partitions within seconds: until then, batch after batch is tried, and one of them must stay where it is read.
    private static async Task AlignedAsync(RmsCluster cluster, string name)
    {
        var batch = 0;
        await Eventually.TrueAsync(
            async () =>
            {
                var before = await ForwardedAsync(cluster);
                var decided = cluster.Decisions.Count;
                var prefix = $"{name}-{batch++}";
                await Task.WhenAll(Enumerable.Range(0, Payments).Select(n => cluster.SendAsync(Details($"{prefix}-{n}"))));
                await Eventually.TrueAsync(() => cluster.Decisions.Count == decided + Payments, "all are decided", TimeSpan.FromSeconds(60));
                return await ForwardedAsync(cluster) == before;
            },
            $"nothing is forwarded any more ({name})",
            TimeSpan.FromSeconds(30));
    }

    private static async Task<long> ForwardedAsync(RmsCluster cluster) => await cluster.CountAsync("detailsForwarded") + await cluster.CountAsync("repliesForwarded");

    private static PaymentDetails Details(string id) => new(id, "wallet-1", 12.50m, "EUR", "DE", "card", new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
}
