using System.Text;
using Dapper;
using Microsoft.Extensions.Logging;
using RmsActors.Cli;
using RmsActors.Cli.CommandLine;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Testing;

namespace RmsActors.EndToEnd.Tests;

/// <summary>A payment whose journal row is damaged: its partition is bounded and says so, and goes on once the payment is given up.</summary>
[Collection(nameof(InThisProcess))]
public class QuarantineTests
{
    private const int Bound = 20;
    private const string Damaged = "pay-damaged";
    private static readonly int Partition = PartitionOf(Damaged);

    [Fact]
    public async Task A_damaged_payment_bounds_its_partition_until_it_is_quarantined_and_is_decided_once_it_is_mended()
    {
        await using var cluster = await StartAsync(("Rms:QuarantineAfterFailedRecoveries", "0"));
        await using var kyc = new FakeKyc(cluster.Bootstrap, RmsCluster.Partitions, request => request.PaymentId == Damaged ? [] : [FakeKyc.Plain(request, 40m)]);
        var row = await DamageAsync(cluster);

        // Its partition goes on up to the bound, then pauses and says why.
        var same = Ids("same", inPartition: true).Take(3 * Bound).ToList();
        await Task.WhenAll(same.Select(id => cluster.SendAsync(Details(id))));
        await Eventually.TrueAsync(() => cluster.Log.Has(LogLevel.Warning, $"PAYMENT-DETAILS [{Partition}] is paused: offset 0"), "the partition says why it is paused", TimeSpan.FromSeconds(60));
        var last = Ids("last", inPartition: true).First();
        await cluster.SendAsync(Details(last));

        // The others run.
        var others = Ids("other", inPartition: false).Take(3 * Bound).ToList();
        await Task.WhenAll(others.Select(id => cluster.SendAsync(Details(id))));
        await Eventually.TrueAsync(() => others.TrueForAll(cluster.Decisions.ContainsKey), "the other partitions' payments are decided");
        same.Count(cluster.Decisions.ContainsKey).ShouldBeGreaterThanOrEqualTo(Bound - 1);
        cluster.Decisions.ShouldNotContainKey(last);
        await cluster.SendAsync(Topics.WalletKycResponse, Encoding.UTF8.GetBytes(Damaged), MessageCodec.Encode(
            new KycReply(KycStatus.Scored, 40m, KycCorrelation.RequestIdOf(Damaged), Damaged)));

        // Given up, it no longer holds anybody up.
        var (code, output, error) = await RmsAsync("quarantine", Damaged, "--reason", "its row is damaged", "--data", cluster.Data);
        code.ShouldBe(0, error);
        output.ShouldContain("the journal holds no decision for it");
        await Eventually.TrueAsync(() => cluster.Decisions.ContainsKey(last) && same.TrueForAll(cluster.Decisions.ContainsKey), "the partition goes on");
        await Eventually.TrueAsync(() => cluster.DeadLetters.Count == 2, "its details and its reply are dead-lettered");
        cluster.DeadLetters.Select(letter => letter.Topic).ShouldBe([Topics.DeadLettersOf(Topics.PaymentDetails), Topics.DeadLettersOf(Topics.WalletKycResponse)], ignoreOrder: true);
        cluster.DeadLetters.ShouldAllBe(letter => HeaderText.Of(letter.Message.Headers, DeadLetterHeaders.Reason) == "quarantined: its row is damaged");
        cluster.Decisions.ShouldNotContainKey(Damaged);

        // Mended, released and put back, it is decided; put back again, nothing more happens.
        await SetRowAsync(cluster, row);
        (await RmsAsync("quarantine", "--release", Damaged, "--data", cluster.Data)).Code.ShouldBe(0);
        (await RmsAsync("dlq", "replay", "--all", "--payment", Damaged, "--kafka", cluster.Bootstrap)).Output.ShouldContain("2 put back, 0 were put back before");
        await Eventually.TrueAsync(() => cluster.Decisions.ContainsKey(Damaged), "it is decided");
        (await RmsAsync("dlq", "replay", "--all", "--kafka", cluster.Bootstrap)).Output.ShouldContain("0 put back, 2 were put back before");
        await cluster.SendAsync(Details("pay-after"));
        await Eventually.TrueAsync(() => cluster.Decisions.ContainsKey("pay-after"), "a later payment is decided");
        cluster.Decisions[Damaged].ShouldHaveSingleItem();
        Decision(cluster, Damaged).Reason.ShouldBe(DecisionReason.Scored);
    }

    [Fact]
    public async Task A_payment_that_fails_to_recover_again_and_again_is_quarantined_with_an_alarm()
    {
        await using var cluster = await StartAsync(("Rms:QuarantineAfterFailedRecoveries", "3"));
        await using var kyc = new FakeKyc(cluster.Bootstrap, RmsCluster.Partitions, request => request.PaymentId == Damaged ? [] : [FakeKyc.Plain(request, 40m)]);
        await DamageAsync(cluster);

        await Eventually.TrueAsync(() => !cluster.DeadLetters.IsEmpty, "it is dead-lettered");

        HeaderText.Of(cluster.DeadLetters.ShouldHaveSingleItem().Message.Headers, DeadLetterHeaders.Reason)!.ShouldStartWith("quarantined: 3 recoveries failed: ");
        cluster.Log.Has(LogLevel.Error, $"Payment '{Damaged}' cannot be recovered and is quarantined").ShouldBeTrue();
        (await cluster.CountAsync("paymentsQuarantined")).ShouldBe(1);
        (await RmsAsync("quarantine", "--list", "--data", cluster.Data)).Output.ShouldContain(Damaged);
    }

    private static async Task<RmsCluster> StartAsync(params (string Key, string Value)[] settings) => await RmsCluster.StartAsync(
        nodes: 1,
        [("Rms:MaxAboveWatermark", $"{Bound}"), ("Rms:AskTimeout", "00:00:00.3"), ("Rms:StuckAfter", "00:00:01"), ("Rms:DrainTimeout", "00:00:00"), .. settings]);

    /// <summary>Leaves a payment undecided with a journal row that no node can read, and says what it was.</summary>
    private static async Task<byte[]> DamageAsync(RmsCluster cluster)
    {
        await cluster.SendAsync(Details(Damaged));
        await Eventually.TrueAsync(async () => await RowAsync(cluster) is not null, "its scoring has started");
        (await cluster.StopNodeAsync(0)).ShouldBe(0);
        var row = (await RowAsync(cluster))!;
        await SetRowAsync(cluster, row[..^10]);
        await cluster.StartNodeAsync();
        return row;
    }

    private static async Task<byte[]?> RowAsync(RmsCluster cluster)
    {
        await using var journal = Database.Of(new StoreOptions { Data = cluster.Data }, "journal");
        await using var connection = await journal.OpenAsync();
        return await connection.QuerySingleOrDefaultAsync<byte[]>("SELECT message FROM journal WHERE persistence_id = 'payment-' || @Damaged", new { Damaged });
    }

    private static async Task SetRowAsync(RmsCluster cluster, byte[] row)
    {
        await using var journal = Database.Of(new StoreOptions { Data = cluster.Data }, "journal");
        await using var connection = await journal.OpenAsync();
        (await connection.ExecuteAsync("UPDATE journal SET message = @row WHERE persistence_id = 'payment-' || @Damaged", new { row, Damaged })).ShouldBe(1);
    }

    private static async Task<(int Code, string Output, string Error)> RmsAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await RmsCommand.RunAsync(Program.Verbs(), args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static PayDecision Decision(RmsCluster cluster, string id) =>
        MessageCodec.DecodePayDecision(Encoding.UTF8.GetBytes(cluster.Decisions[id].Distinct().ShouldHaveSingleItem())).Message!;

    private static IEnumerable<string> Ids(string name, bool inPartition) =>
        Enumerable.Range(0, int.MaxValue).Select(n => $"pay-{name}-{n}").Where(id => (PartitionOf(id) == Partition) == inPartition);

    private static int PartitionOf(string id) => Murmur2.Partition(Encoding.UTF8.GetBytes(id), RmsCluster.Partitions);

    private static PaymentDetails Details(string id) => new(id, "wallet-1", 12.50m, "EUR", "DE", "card", new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
}
