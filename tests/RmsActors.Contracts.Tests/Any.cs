using System.Text;
using CsCheck;

namespace RmsActors.Contracts.Tests;

/// <summary>Arbitrary valid values.</summary>
internal static class Any
{
    private static readonly Gen<string> CodePoint = Gen.OneOf(
        Gen.OneOf<string>("a", "~", "\"", "\\", "/", "<", "&", "'", "+", " ", "é", "e\u0301", "支", "💶", "\u2028", "\u200D", "\uFFFD", "\uFFFF", "\u202E"),
        Gen.Int[0x20, 0x10FFFF].Where(Rune.IsValid).Select(value => new Rune(value)).Where(rune => !Rune.IsControl(rune)).Select(rune => rune.ToString()));

    public static Gen<string> PaymentId { get; } = CodePoint.Array[1, 60].Select(string.Concat);

    public static Gen<string> Text { get; } = Gen.OneOf(CodePoint, Gen.OneOf<string>("\n", "\u0001", "\t")).Array[1, 60].Select(string.Concat);

    public static Gen<decimal> Amount { get; } = Gen.Long[1, 10_000_000_000_000_000].Select(units => units / 10_000m);

    public static Gen<decimal> Score { get; } = Gen.Select(Gen.Long[0, 1_000_000_000_000_000], Gen.Int[13, 18]).Select((units, scale) => new decimal((int)units, (int)(units >> 32), 0, false, (byte)scale));

    public static Gen<DateTimeOffset> Time { get; } = Gen.Select(Gen.Long[0, TimeSpan.TicksPerDay * 3_000_000], Gen.Int[-840, 840])
        .Select((ticks, offset) => new DateTimeOffset(new DateTime(TimeSpan.TicksPerDay * 2 + ticks), TimeSpan.FromMinutes(offset)));

    public static Gen<PaymentReady> PaymentReady { get; } = PaymentId.Select(id => new PaymentReady(id));

    public static Gen<PaymentDetails> PaymentDetails { get; } = Gen.Select(PaymentId, Text, Amount, Text, Text, Text, Time)
        .Select((id, wallet, amount, currency, country, type, created) => new PaymentDetails(id, wallet, amount, currency, country, type, created));

    public static Gen<KycRequest> KycRequest { get; } = Gen.Select(PaymentId, Text, Gen.Int[1, int.MaxValue], Time, Time)
        .Select((id, wallet, attempt, requested, deadline) => new KycRequest(KycCorrelation.RequestIdOf(id), id, wallet, attempt, requested, deadline));

    public static Gen<KycReply> KycReply { get; } = Gen.Select(Gen.Enum<KycStatus>(), Score, PaymentId, Text, Time)
        .Select((status, score, id, wallet, scored) => new KycReply(status, status == KycStatus.Scored ? score : null, KycCorrelation.RequestIdOf(id), id, wallet, scored));

    private static Gen<DecisionScore> DecisionScore { get; } = Gen.Select(Score, Gen.Int[0, 100], Gen.Bool)
        .Select((score, weight, defaulted) => new DecisionScore(score, weight / 100m, defaulted));

    public static Gen<PayDecision> PayDecision { get; } = Gen.Select(
            Gen.Select(PaymentId, Gen.Enum<DecisionKind>(), Score, Score, Gen.Int[1, 1_000]),
            Gen.Select(DecisionScore, DecisionScore, DecisionScore),
            Gen.Enum<DecisionReason>(),
            Gen.Select(Time, Time))
        .Select((head, scores, reason, times) => new PayDecision(
            head.Item1,
            head.Item2,
            reason == DecisionReason.Scored ? head.Item3 : null,
            head.Item4,
            head.Item5,
            new DecisionScores(reason == DecisionReason.Scored ? scores.Item1 : scores.Item1 with { Value = null }, scores.Item2, scores.Item3),
            reason,
            times.Item1,
            times.Item2));
}
