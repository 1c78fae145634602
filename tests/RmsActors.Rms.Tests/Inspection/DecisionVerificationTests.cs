using RmsActors.Domain.Payments;
using RmsActors.Domain.Scoring;
using RmsActors.Rms.Inspection;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Tests.Inspection;

public class DecisionVerificationTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Payment Payment = new("pay-1", "wallet-1", 12.50m, "EUR", "DE", "card", At);
    private static readonly PaymentEvent.ScoringStarted Started = new(Payment, "r", At, At.AddSeconds(10));

    private static readonly ScoringRules Rules = new(
        ScoringPolicy.Initial, new Dictionary<string, decimal> { ["DE"] = 30m }, new Dictionary<string, decimal> { ["card"] = 20m });

    private static readonly Decision Scored = Of(Rules.Assess(Payment, 97.5m), DecisionReason.Scored);
    private static readonly Decision Fallback = Of(Rules.AssessWithoutKyc(Payment), DecisionReason.KycTimeout) with { DecidedAt = At.AddSeconds(10) };

    [Fact]
    public void A_decision_of_the_rules_holds()
    {
        Broken(Scored).ShouldBeEmpty();
        Broken(Fallback).ShouldBeEmpty();
        Broken(Of(Rules.Assess(Payment with { Country = "XX" }, null), DecisionReason.Scored)).ShouldBeEmpty();
    }

    [Fact]
    public void Whatever_was_changed_afterwards_is_found()
    {
        var made = Scored.Assessment;
        Broken(Scored with { Assessment = made with { User = made.User with { Value = 1m } } }).ShouldBe(["risk"]);
        Broken(Scored with { Assessment = made with { Risk = 70.1m } }).ShouldBe(["risk"]);
        Broken(Scored with { Assessment = made with { Verdict = Verdict.Decline } }).ShouldBe(["verdict"]);
        Broken(Scored with { Threshold = 10m }).ShouldBe(["verdict", "policy"]);
        Broken(Scored with { Assessment = made with { User = made.User with { Value = null } } }).ShouldBe(["scores"]);
        Broken(Scored with { Assessment = made with { Country = made.Country with { Weight = 0.4m } } }).ShouldBe(["weights", "risk", "policy"]);
        Broken(Scored with { PaymentId = "pay-2" }).ShouldBe(["payment"]);
        Broken(Fallback with { DecidedAt = At.AddSeconds(9) }).ShouldBe(["deadline"]);
        Broken(Fallback with { Assessment = Fallback.Assessment with { Verdict = Verdict.Approve } }).ShouldBe(["verdict"]);
        Broken(Fallback with { Assessment = Fallback.Assessment with { Risk = 1m } }).ShouldBe(["silence"]);
    }

    [Fact]
    public void Exactly_at_the_threshold_is_approved()
    {
        var exact = Of(Rules.Assess(Payment, 114m), DecisionReason.Scored);
        exact.Assessment.Risk.ShouldBe(70m);
        Broken(Of(Rules.Assess(Payment, 100m), DecisionReason.Scored)).ShouldBeEmpty();
        Broken(Of(Rules.Assess(Payment with { Country = "XX" }, 72m), DecisionReason.Scored)).ShouldBeEmpty();
        Broken(Of(Rules.Assess(Payment with { Country = "XX" }, 72m), DecisionReason.Scored) with { Threshold = 69.9m }).ShouldContain("verdict");
    }

    [Fact]
    public void A_policy_that_is_gone_leaves_its_checks_open()
    {
        Check(Scored, null).Single(check => check.Name == "policy").Holds.ShouldBeNull();
        Check(Fallback, null).Single(check => check.Name == "verdict").Holds.ShouldBeNull();
        Check(Scored, null).Count(check => check.Holds == false).ShouldBe(0);
    }

    private static IEnumerable<string> Broken(Decision decision) => Check(decision, ScoringPolicy.Initial).Where(check => check.Holds == false).Select(check => check.Name);

    private static IReadOnlyList<DecisionCheck> Check(Decision decision, ScoringPolicy? policy) => DecisionVerification.Check(
        new PaymentState.Decided(Payment, "r", decision, new DecisionBytes([]), null), Started, policy);

    private static Decision Of(RiskAssessment assessment, DecisionReason reason) => new(Payment.PaymentId, assessment, reason, 1, 70m, At, At.AddSeconds(1));
}
