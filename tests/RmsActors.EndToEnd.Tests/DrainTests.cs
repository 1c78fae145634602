using System.Text;
using RmsActors.Contracts;
using RmsActors.Testing;

namespace RmsActors.EndToEnd.Tests;

/// <summary>A node that is asked to leave finishes what it has begun, and the others take over the rest.</summary>
public class DrainTests
{
    private const int Payments = 300;

    [Fact]
    public async Task A_node_that_leaves_under_load_loses_nothing_and_causes_no_fallback()
    {
        await using var cluster = await RmsCluster.StartAsync(nodes: 3);
        await using var kyc = new FakeKyc(cluster.Bootstrap, RmsCluster.Partitions, request => [FakeKyc.Plain(request, 40m)]);
        string[] ids = [.. Enumerable.Range(0, Payments).Select(n => $"pay-{n}")];

        var sending = Task.Run(async () =>
        {
            foreach (var id in ids)
            {
                await cluster.SendAsync(new PaymentDetails(id, "wallet-1", 12.50m, "EUR", "DE", "card", new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)));
            }
        });
        await Eventually.TrueAsync(() => cluster.Decisions.Count > Payments / 10, "some are decided");
        var exitCode = await cluster.StopNodeAsync(1);
        await sending;

        exitCode.ShouldBe(0);
        await Eventually.TrueAsync(() => cluster.Decisions.Count == Payments, "all are decided", TimeSpan.FromSeconds(60));
        foreach (var id in ids)
        {
            var decision = cluster.Decisions[id].Distinct().ShouldHaveSingleItem();
            MessageCodec.DecodePayDecision(Encoding.UTF8.GetBytes(decision)).Message!.Reason.ShouldBe(DecisionReason.Scored);
        }
    }
}
