using System.Text;
using RmsActors.Contracts;
using RmsActors.Kafka;
using RmsActors.Testing;

namespace RmsActors.EndToEnd.Tests;

/// <summary>The failure that this project exists for, and its cure.</summary>
[Collection(nameof(InThisProcess))]
public class RequestReplyTests
{
    private const int Payments = 200;
    private static readonly string[] Ids = [.. Enumerable.Range(0, Payments).Select(n => $"pay-{n}")];

    [Fact]
    public async Task Correlated_in_memory_two_instances_read_each_other_s_replies()
    {
        using var broker = EmbeddedBroker.Start([(Topics.WalletKycRequest, 12), (Topics.WalletKycResponse, 12)]);
        await using var kyc = new FakeKyc(broker.Bootstrap, 12, request => [FakeKyc.Plain(request, 40m)]);
        await using var one = new PlainCorrelation(broker.Bootstrap, partitionsExpected: 6);
        await using var two = new PlainCorrelation(broker.Bootstrap, partitionsExpected: 6);
        await Task.WhenAll(one.Assigned, two.Assigned).WaitAsync(TimeSpan.FromSeconds(30));

        foreach (var (n, id) in Ids.Index())
        {
            await (n % 2 == 0 ? one : two).RequestAsync(id);
        }

        // Every reply has arrived somewhere; about half of them where nobody waits for them.
        await Eventually.TrueAsync(() => one.Paired + two.Paired + one.Unpaired + two.Unpaired == Payments, "all replies are read");
        (one.Unpaired + two.Unpaired).ShouldBeGreaterThan(Payments / 4);
        (one.Paired + two.Paired).ShouldBeLessThan(Payments * 3 / 4);
    }

    [Fact]
    public async Task In_the_cluster_every_reply_finds_its_payment_whichever_node_reads_it()
    {
        await using var cluster = await RmsCluster.StartAsync(nodes: 3);
        // The reply's key is another payment's, so that it is read on a node that has nothing to do with the payment.
        await using var kyc = new FakeKyc(cluster.Bootstrap, RmsCluster.Partitions, request =>
        {
            var (_, reply, headers) = FakeKyc.Plain(request, 40m);
            return [(Encoding.UTF8.GetBytes("not-" + request.PaymentId), reply, headers)];
        });

        await Task.WhenAll(Ids.Select(id => cluster.SendAsync(Details(id))));

        await Eventually.TrueAsync(() => cluster.Decisions.Count == Payments, "all payments are decided", TimeSpan.FromSeconds(60));
        foreach (var id in Ids)
        {
            var decision = cluster.Decisions[id].Distinct().ShouldHaveSingleItem();
            var message = MessageCodec.DecodePayDecision(Encoding.UTF8.GetBytes(decision)).Message!;
            message.Reason.ShouldBe(DecisionReason.Scored);
            message.PaymentId.ShouldBe(id);
            message.RiskScore.ShouldBe((0.5m * 40m) + (0.3m * message.Scores.Country.Value) + (0.2m * message.Scores.PaymentType.Value));
        }

        var (onOwner, forwarded) = (await cluster.CountAsync("repliesOnOwner"), await cluster.CountAsync("repliesForwarded"));
        forwarded.ShouldBeGreaterThan(0);
        (onOwner + forwarded).ShouldBeGreaterThanOrEqualTo(Payments);
        (await cluster.CountAsync("recordsMisplaced")).ShouldBeGreaterThan(0);
    }

    private static PaymentDetails Details(string id) => new(id, "wallet-1", 12.50m, "EUR", "DE", "card", new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
}
