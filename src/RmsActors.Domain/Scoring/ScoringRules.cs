using System.Collections.Frozen;
using RmsActors.Domain.Payments;

namespace RmsActors.Domain.Scoring;

/// <summary>
/// The policy in force and the reference scores, as they were read together; immutable, so that a payment is scored by one
/// state of them. Countries and payment types are compared ordinally.
/// </summary>
public sealed class ScoringRules(
    ScoringPolicy policy,
    IReadOnlyDictionary<string, decimal> countryScores,
    IReadOnlyDictionary<string, decimal> paymentTypeScores)
{
    private readonly FrozenDictionary<string, decimal> _countries = countryScores.ToFrozenDictionary(StringComparer.Ordinal);
    private readonly FrozenDictionary<string, decimal> _paymentTypes = paymentTypeScores.ToFrozenDictionary(StringComparer.Ordinal);

    public ScoringPolicy Policy { get; } = policy;

    /// <summary>Scores a payment whose wallet KYC has answered for.</summary>
    /// <param name="payment">The payment.</param>
    /// <param name="userScore">0..100, or null for a wallet that KYC does not know.</param>
    public RiskAssessment Assess(Payment payment, decimal? userScore)
    {
        var user = Input(userScore, Policy.UserWeight);
        var country = CountryOf(payment);
        var paymentType = PaymentTypeOf(payment);
        var risk = Weighted(user) + Weighted(country) + Weighted(paymentType);
        return new(risk > Policy.Threshold ? Verdict.Decline : Verdict.Approve, risk, user, country, paymentType);
    }

    /// <summary>The policy's fallback, for a payment whose wallet KYC did not answer for in time.</summary>
    public RiskAssessment AssessWithoutKyc(Payment payment) =>
        new(Policy.KycFallback, null, new ScoreInput(null, Policy.UserWeight, false), CountryOf(payment), PaymentTypeOf(payment));

    private ScoreInput CountryOf(Payment payment) => Input(Find(_countries, payment.Country), Policy.CountryWeight);

    private ScoreInput PaymentTypeOf(Payment payment) => Input(Find(_paymentTypes, payment.PaymentType), Policy.PaymentTypeWeight);

    private ScoreInput Input(decimal? score, decimal weight) => new(score ?? Policy.DefaultScore, weight, score is null);

    private static decimal? Find(FrozenDictionary<string, decimal> scores, string key) => scores.TryGetValue(key, out var score) ? score : null;

    private static decimal Weighted(ScoreInput input) => input.Weight * input.Value!.Value;
}
