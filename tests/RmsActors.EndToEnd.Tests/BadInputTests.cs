using System.Text;
using Confluent.Kafka;
using RmsActors.Contracts;
using RmsActors.Kafka;
using RmsActors.Testing;

namespace RmsActors.EndToEnd.Tests;

/// <summary>Whatever comes on a topic: it is scored, put aside with its reason, or ignored and counted; the others go on.</summary>
[Collection(nameof(InThisProcess))]
public class BadInputTests
{
    private static readonly PaymentDetails Good = new("pay-good", "wallet-1", 12.50m, "EUR", "DE", "card", new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private static readonly (string Topic, byte[]? Value, string Reason)[] Poison =
    [
        (Topics.PaymentDetails, "not json"u8.ToArray(), "invalid"),
        (Topics.PaymentDetails, [], "empty value"),
        (Topics.PaymentDetails, null, "null value"),
        (Topics.PaymentDetails, "[1,2]"u8.ToArray(), "could not be converted"),
        (Topics.PaymentDetails, Json("""{"paymentId":"p","walletId":"w"}"""), "missing required"),
        (Topics.PaymentDetails, Changed(@"""amount"":""12.50""", @"""amount"":12.5"), "amount"),
        (Topics.PaymentDetails, Changed(@"""amount"":""12.50""", @"""amount"":""-1"""), "amount"),
        (Topics.PaymentDetails, Changed(@"""amount"":""12.50""", @"""amount"":""1000000000000.0001"""), "amount"),
        (Topics.PaymentDetails, Changed(@"""paymentId"":""pay-good"",", ""), "missing required"),
        (Topics.PaymentDetails, Changed(@"""card""", $"\"{new string('x', Topics.MaxValueBytes)}\""), "bytes: expected at most 65536"),
        (Topics.PaymentDetails, Changed(@"""card""", $"\"{new string('x', 1_000_000)}\""), "bytes: expected at most 65536"),
        (Topics.WalletKycResponse, Json("""{"status":"Scored","score":100.01,"paymentId":"pay-good"}"""), "score"),
        (Topics.WalletKycResponse, Json("""{"status":"Scored","paymentId":"pay-good"}"""), "score"),
        (Topics.WalletKycResponse, Json("""{"status":"Perhaps","paymentId":"pay-good"}"""), "status"),
        (Topics.WalletKycResponse, Json("""{"status":"Scored","score":1}"""), "no payment id"),
    ];

    [Fact]
    public async Task Poison_goes_to_the_dead_letters_as_it_came_and_stops_nobody()
    {
        await using var cluster = await RmsCluster.StartAsync(nodes: 1);
        await using var kyc = new FakeKyc(cluster.Bootstrap, RmsCluster.Partitions, request => [FakeKyc.Plain(request, 40m)]);

        foreach (var (topic, value, _) in Poison)
        {
            await cluster.SendAsync(topic, "key"u8.ToArray(), value);
        }

        // On the same partition, behind all of the poison.
        await cluster.SendAsync(Topics.PaymentDetails, "key"u8.ToArray(), MessageCodec.Encode(Good));

        await Eventually.TrueAsync(() => cluster.DeadLetters.Count == Poison.Length, "all poison is put aside");
        await Eventually.TrueAsync(() => cluster.Decisions.ContainsKey(Good.PaymentId), "the good payment is decided");
        foreach (var (topic, value, reason) in Poison)
        {
            var letter = cluster.DeadLetters.First(l => l.Topic == Topics.DeadLettersOf(topic) && Same(l.Message.Value, value));
            Header(letter, DeadLetterHeaders.Reason).ShouldContain(reason);
            Header(letter, DeadLetterHeaders.Topic).ShouldBe(topic);
            letter.Message.Key.ShouldBe("key"u8.ToArray());
        }
    }

    [Fact]
    public async Task Foreign_answers_are_ignored_and_unknown_names_score_the_default()
    {
        await using var cluster = await RmsCluster.StartAsync(nodes: 1);
        await using var kyc = new FakeKyc(cluster.Bootstrap, RmsCluster.Partitions, request =>
        {
            var (key, reply, headers) = FakeKyc.Plain(request, null);
            return
            [
                (key, reply with { Status = KycStatus.Scored, Score = 1m, WalletId = "another" }, headers),
                (key, reply with { Status = KycStatus.Scored, Score = 1m, RequestId = KycCorrelation.RequestIdOf("another") }, headers),
                (key, new KycReply(KycStatus.Scored, 1m, PaymentId: request.PaymentId), null),
                (null, reply, headers),
                (key, reply, headers),
            ];
        });

        await cluster.SendAsync(Good with { Country = "Atlantis", PaymentType = "barter" });

        await Eventually.TrueAsync(() => cluster.Decisions.ContainsKey(Good.PaymentId), "the payment is decided");
        var decision = MessageCodec.DecodePayDecision(Encoding.UTF8.GetBytes(cluster.Decisions[Good.PaymentId].First())).Message!;
        decision.Scores.ShouldBe(new DecisionScores(new(100m, 0.5m, true), new(100m, 0.3m, true), new(100m, 0.2m, true)));
        decision.Decision.ShouldBe(DecisionKind.Decline);
        await Eventually.TrueAsync(async () => await cluster.CountAsync("repliesIgnored") == 4, "four answers are ignored");
        (await cluster.CountAsync("repliesIgnored.OtherWallet")).ShouldBe(1);
        (await cluster.CountAsync("repliesIgnored.OtherRequest")).ShouldBe(1);
        (await cluster.CountAsync("repliesIgnored.NoCorrelation")).ShouldBe(1);
        (await cluster.CountAsync("repliesIgnored.AlreadyAnswered")).ShouldBe(1);
    }

    [Fact]
    public async Task The_content_that_came_first_is_decided_on_and_the_other_is_counted()
    {
        await using var cluster = await RmsCluster.StartAsync(nodes: 2);
        await using var kyc = new FakeKyc(cluster.Bootstrap, RmsCluster.Partitions, request => [FakeKyc.Plain(request, 40m)]);

        await cluster.SendAsync(Good);
        await Eventually.TrueAsync(() => cluster.Decisions.ContainsKey(Good.PaymentId), "the payment is decided");
        await cluster.SendAsync(Good with { Country = "IR" });
        await cluster.SendAsync(Good);

        await Eventually.TrueAsync(() => cluster.Decisions[Good.PaymentId].Count == 3, "each record is answered with a decision");
        cluster.Decisions[Good.PaymentId].Distinct().ShouldHaveSingleItem();
        (await cluster.CountAsync("contentConflicts")).ShouldBe(1);
        cluster.DeadLetters.ShouldBeEmpty();
    }

    private static byte[] Json(string json) => Encoding.UTF8.GetBytes(json);

    private static byte[] Changed(string from, string to)
    {
        var json = Encoding.UTF8.GetString(MessageCodec.Encode(Good));
        json.ShouldContain(from);
        return Json(json.Replace(from, to, StringComparison.Ordinal));
    }

    private static bool Same(byte[]? one, byte[]? other) => one is null ? other is null : other is not null && one.AsSpan().SequenceEqual(other);

    private static string Header(ConsumeResult<byte[]?, byte[]?> record, string name) => Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes(name));
}
