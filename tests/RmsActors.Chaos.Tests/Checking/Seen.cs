using System.Text;
using RmsActors.Chaos.Checking;
using RmsActors.Contracts;

namespace RmsActors.Chaos.Tests.Checking;

/// <summary>Histories by hand: what was seen, in order, a second apart.</summary>
internal sealed class Seen
{
    public const string Id = "p1";

    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<(string, int), long> _ends = [];
    private int _seconds;

    public History History { get; } = new();

    public DateTimeOffset Now => Start.AddSeconds(_seconds);

    public static PaymentDetails Details(string id = Id) => new(id, "w1", 12.5m, "EUR", "DE", "card", Start);

    public static KycReply Reply(string id = Id, decimal score = 40m) => new(KycStatus.Scored, score, KycCorrelation.RequestIdOf(id), id, "w1", Start);

    /// <summary>0.5 · 40 + 0.3 · 50 + 0.2 · 10 = 37.</summary>
    public static PayDecision Decision(string id = Id) => new(
        id, DecisionKind.Approve, 37m, 70m, 1,
        new DecisionScores(new(40m, 0.5m, false), new(50m, 0.3m, false), new(10m, 0.2m, false)),
        DecisionReason.Scored, Start, Start.AddSeconds(1));

    public static PayDecision Silence(string id = Id) => Decision(id) with
    {
        Decision = DecisionKind.Review,
        RiskScore = null,
        Reason = DecisionReason.KycTimeout,
        Scores = new DecisionScores(new(null, 0.5m, false), new(50m, 0.3m, false), new(10m, 0.2m, false)),
    };

    /// <summary>A payment's whole way, without its decision and status.</summary>
    public static Seen Asked(string id = Id) => new Seen()
        .Accepted(id)
        .Record(Topics.PaymentReadyForAntifraud, id, MessageCodec.Encode(new PaymentReady(id)))
        .Record(Topics.PaymentDetails, id, MessageCodec.Encode(Details(id)))
        .Record(Topics.WalletKycRequest, id, MessageCodec.Encode(new KycRequest(KycCorrelation.RequestIdOf(id), id, "w1", 1, Start, Start.AddSeconds(10))))
        .Record(Topics.WalletKycResponse, id, MessageCodec.Encode(Reply(id)));

    /// <summary>A payment's whole way.</summary>
    public static Seen Whole(string id = Id) => Asked(id).Decided(Decision(id)).Status("Approved", id).Committed(1);

    /// <summary>Another payment's way, of somebody who has not accepted it.</summary>
    public Seen Also(PaymentDetails details, PayDecision decision) =>
        Record(Topics.PaymentDetails, details.PaymentId, MessageCodec.Encode(details))
            .Record(Topics.WalletKycResponse, details.PaymentId, MessageCodec.Encode(Reply(details.PaymentId)))
            .Decided(decision);

    public Seen Accepted(string id = Id) => Then(() => History.Accepted(id, Now));

    public Seen Decided(PayDecision decision) => Record(Topics.PayDecision, decision.PaymentId, MessageCodec.Encode(decision));

    public Seen Status(string status, string id = Id) => Then(() => History.Status(id, status, Now));

    public Seen Committed(long offset) => Then(() => History.OffsetsCommitted(Topics.PaymentDetails, new Dictionary<int, long> { [0] = offset }, Now));

    public Seen Record(string topic, string? key, byte[]? value, string? correlation = null, DeadLetterOrigin? source = null) => Then(() =>
    {
        var offset = _ends.GetValueOrDefault((topic, 0));
        _ends[(topic, 0)] = offset + 1;
        History.Record(new TopicRecord(topic, 0, offset, key is null ? null : Encoding.UTF8.GetBytes(key), value, Now, correlation, source));
    });

    /// <summary>A record of somebody from outside.</summary>
    public Seen Injected(string topic, string? key, byte[]? value)
    {
        History.Injected(topic, key is null ? null : Encoding.UTF8.GetBytes(key), value, Now);
        return Record(topic, key, value);
    }

    public Seen DeadLetter(string topic, string? key, byte[]? value, long offset, string reason) =>
        Record(Topics.DeadLettersOf(topic), key, value, source: new DeadLetterOrigin(topic, 0, offset, reason));

    public Verdict Verdict(Expectations? expected = null) => Checker.Check(History, expected);

    private Seen Then(Action see)
    {
        _seconds++;
        see();
        return this;
    }
}

internal static class VerdictAssertions
{
    public static void ShouldHold(this Verdict verdict) => verdict.Violations.Select(v => v.ToString()).ShouldBeEmpty();

    public static Violation ShouldBreakOnly(this Verdict verdict, Rule rule)
    {
        verdict.Violations.Select(v => v.Rule).ShouldBe([rule], verdict.Report());
        return verdict.Violations[0];
    }
}
