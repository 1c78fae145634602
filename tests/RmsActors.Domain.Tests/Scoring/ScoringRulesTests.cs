using CsCheck;
using RmsActors.Domain.Scoring;
using RmsActors.Domain.Tests.Payments;

namespace RmsActors.Domain.Tests.Scoring;

public class ScoringRulesTests
{
    // 0..100 with up to four decimals.
    private static readonly Gen<decimal> GenScore = Gen.Int[0, 1_000_000].Select(n => n / 10_000m);

    [Theory]
    [InlineData("40", "DE", "card", "27", Verdict.Approve)]
    [InlineData("100", "IR", "card", "84", Verdict.Decline)]
    [InlineData("72", "IR", "card", "70", Verdict.Approve)]
    [InlineData("72.0002", "IR", "card", "70.0001", Verdict.Decline)]
    [InlineData("0", "XX", "card", "34", Verdict.Approve)]
    [InlineData("0", "de", "CARD", "50", Verdict.Approve)]
    public void Risk_is_the_weighted_sum_and_exactly_the_threshold_approves(string user, string country, string type, string risk, Verdict verdict)
    {
        var payment = Example.Original with { Country = country, PaymentType = type };
        var assessment = Example.Rules().Assess(payment, Parse(user));
        assessment.Risk.ShouldBe(Parse(risk));
        assessment.Verdict.ShouldBe(verdict);
    }

    [Fact]
    public void What_is_unknown_scores_the_default_and_says_so()
    {
        var assessment = Example.Rules().Assess(Example.Original with { Country = "XX", PaymentType = "barter" }, null);
        assessment.User.ShouldBe(new ScoreInput(100m, 0.5m, true));
        assessment.Country.ShouldBe(new ScoreInput(100m, 0.3m, true));
        assessment.PaymentType.ShouldBe(new ScoreInput(100m, 0.2m, true));
        assessment.Risk.ShouldBe(100m);
        assessment.Verdict.ShouldBe(Verdict.Decline);
    }

    [Theory]
    [InlineData(Verdict.Review)]
    [InlineData(Verdict.Decline)]
    [InlineData(Verdict.Approve)]
    public void Without_KYC_the_policy_s_fallback_decides(Verdict fallback)
    {
        var assessment = Example.Rules(ScoringPolicy.Initial with { KycFallback = fallback }).AssessWithoutKyc(Example.Original);
        assessment.Verdict.ShouldBe(fallback);
        assessment.Risk.ShouldBeNull();
        assessment.User.ShouldBe(new ScoreInput(null, 0.5m, false));
        assessment.Country.Value.ShouldBe(10m);
    }

    [Fact]
    public void Risk_lies_between_the_lowest_and_the_highest_score_and_nothing_is_rounded() =>
        Gen.Select(GenScore, GenScore, GenScore, Gen.Int[0, 1000], Gen.Int[0, 1000]).Sample((user, country, type, a, b) =>
        {
            var (low, high) = a < b ? (a, b) : (b, a);
            var policy = ScoringPolicy.Initial with { UserWeight = low / 1000m, CountryWeight = (high - low) / 1000m, PaymentTypeWeight = (1000 - high) / 1000m };
            policy.Problems().ShouldBeEmpty();
            var rules = new ScoringRules(policy, new Dictionary<string, decimal> { ["DE"] = country }, new Dictionary<string, decimal> { ["card"] = type });

            var assessment = rules.Assess(Example.Original, user);

            var scores = new[] { user, country, type };
            assessment.Risk!.Value.ShouldBeInRange(scores.Min(), scores.Max());
            // Exact in whole numbers: scores in ten-thousandths, weights in thousandths.
            var exact = (Whole(user) * low) + (Whole(country) * (high - low)) + (Whole(type) * (1000 - high));
            (assessment.Risk.Value * 10_000_000m).ShouldBe(exact);
            assessment.Verdict.ShouldBe(exact > 700_000_000L ? Verdict.Decline : Verdict.Approve);
        });

    [Fact]
    public void A_higher_score_never_lowers_the_risk() =>
        Gen.Select(GenScore, GenScore).Sample((a, b) =>
        {
            var rules = Example.Rules();
            (rules.Assess(Example.Original, Math.Max(a, b)).Risk >= rules.Assess(Example.Original, Math.Min(a, b)).Risk).ShouldBeTrue();
        });

    private static long Whole(decimal score) => (long)(score * 10_000m);

    private static decimal Parse(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
