using System.Diagnostics;
using System.Text;
using RmsActors.Contracts;
using RmsActors.Testing;

namespace RmsActors.EndToEnd.Tests;

/// <summary>A node that is asked to leave finishes what it has begun, and the others take over the rest.</summary>
[Collection(nameof(Alone))]
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
                await cluster.SendAsync(Details(id));
            }
        });
        await Eventually.TrueAsync(() => cluster.Decisions.Count > Payments / 10, "some are decided");
        var exitCode = await cluster.StopNodeAsync(1);
        await sending;

        exitCode.ShouldBe(0);
        await Eventually.TrueAsync(() => cluster.Decisions.Count == Payments, "all are decided", TimeSpan.FromSeconds(60));
        foreach (var id in ids)
        {
            ReasonOf(cluster, id).ShouldBe(DecisionReason.Scored);
        }
    }

    [Fact]
    public async Task What_KYC_does_not_answer_holds_a_leaving_nodes_partitions_up_no_longer_than_the_drain_and_is_decided_by_others()
    {
        await using var cluster = await RmsCluster.StartAsync(nodes: 2);
        await using var kyc = new FakeKyc(cluster.Bootstrap, RmsCluster.Partitions, request => request.PaymentId.StartsWith("silent", StringComparison.Ordinal) ? [] : [FakeKyc.Plain(request, 40m)]);
        string[] silent = [.. Enumerable.Range(0, 3 * RmsCluster.Partitions).Select(n => $"silent-{n}")];
        await Task.WhenAll(silent.Select(id => cluster.SendAsync(Details(id))));
        await Eventually.TrueAsync(() => kyc.Requests >= silent.Length, "KYC was asked about all of them");

        var left = cluster.StopNodeAsync(1);
        string[] prompt = [.. Enumerable.Range(0, 3 * RmsCluster.Partitions).Select(n => $"prompt-{n}")];
        var sent = Stopwatch.StartNew();
        await Task.WhenAll(prompt.Select(id => cluster.SendAsync(Details(id))));

        // Before the deadline of those that nobody answers: they held nobody up.
        await Eventually.TrueAsync(() => prompt.All(cluster.Decisions.ContainsKey), "those that KYC answers are decided", TimeSpan.FromSeconds(60));
        sent.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(9));
        silent.Count(cluster.Decisions.ContainsKey).ShouldBe(0);
        (await left).ShouldBe(0);
        await Eventually.TrueAsync(() => silent.All(cluster.Decisions.ContainsKey), "the others by their policy's fallback", TimeSpan.FromSeconds(60));
        silent.ShouldAllBe(id => ReasonOf(cluster, id) == DecisionReason.KycTimeout);
        prompt.ShouldAllBe(id => ReasonOf(cluster, id) == DecisionReason.Scored);
    }

    [Fact]
    public async Task While_a_node_drains_KYC_s_silence_decides_as_ever()
    {
        await using var cluster = await RmsCluster.StartAsync(nodes: 1, ("Rms:DrainTimeout", "00:01:00"), ("Scoring:KycDeadline", "00:00:02"), ("Scoring:KycGrace", "00:00:00.5"));
        await using var kyc = new FakeKyc(cluster.Bootstrap, RmsCluster.Partitions, _ => []);
        await cluster.SendAsync(Details("pay-1"));
        await Eventually.TrueAsync(() => kyc.Requests > 0, "KYC was asked");

        var exitCode = await cluster.StopNodeAsync(0).WaitAsync(TimeSpan.FromSeconds(40));

        exitCode.ShouldBe(0);
        await Eventually.TrueAsync(() => cluster.Decisions.ContainsKey("pay-1"), "it was decided before the node left");
        ReasonOf(cluster, "pay-1").ShouldBe(DecisionReason.KycTimeout);
    }

    private static PaymentDetails Details(string id) => new(id, "wallet-1", 12.50m, "EUR", "DE", "card", new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private static DecisionReason ReasonOf(RmsCluster cluster, string id) =>
        MessageCodec.DecodePayDecision(Encoding.UTF8.GetBytes(cluster.Decisions[id].Distinct().ShouldHaveSingleItem())).Message!.Reason;
}
