using System.Globalization;
using RmsActors.Domain.Payments;
using RmsActors.Domain.Scoring;

namespace RmsActors.Rms.Inspection;

/// <summary>One thing that must be so for a decision to hold.</summary>
/// <param name="Holds">Null where it could not be checked.</param>
/// <param name="Detail">The figures.</param>
public sealed record DecisionCheck(string Name, bool? Holds, string Detail);

/// <summary>Computes a decision again from its own inputs. Pure.</summary>
public static class DecisionVerification
{
    /// <summary>What must be so, each with whether it is.</summary>
    /// <param name="decided">The payment and its decision.</param>
    /// <param name="scoring">When scoring started, and the deadline.</param>
    /// <param name="policy">The policy of the decision's version as the database has it now; null where it has none.</param>
    public static IReadOnlyList<DecisionCheck> Check(PaymentState.Decided decided, PaymentEvent.ScoringStarted scoring, ScoringPolicy? policy)
    {
        var decision = decided.Decision;
        return
        [
            new("payment", decision.PaymentId == decided.Payment.PaymentId && decision.ReceivedAt == scoring.ReceivedAt, $"the decision is on '{decision.PaymentId}', received {Time(decision.ReceivedAt)}"),
            Weights(decision.Assessment),
            .. decision.Reason == DecisionReason.Scored ? Scored(decision) : Fallback(decision, scoring, policy),
            Policy(decision, policy),
        ];
    }

    private static DecisionCheck Weights(RiskAssessment assessment)
    {
        ScoreInput[] inputs = [assessment.User, assessment.Country, assessment.PaymentType];
        var sum = inputs.Sum(input => input.Weight);
        return new("weights", sum == 1m && Array.TrueForAll(inputs, input => input.Weight >= 0m), $"{string.Join(" + ", inputs.Select(input => Number(input.Weight)))} = {Number(sum)}");
    }

    private static IEnumerable<DecisionCheck> Scored(Decision decision)
    {
        ScoreInput[] inputs = [decision.Assessment.User, decision.Assessment.Country, decision.Assessment.PaymentType];
        if (Array.Exists(inputs, input => input.Value is null or < 0m or > 100m))
        {
            yield return new("scores", false, $"{string.Join(", ", inputs.Select(input => input.Value is { } value ? Number(value) : "none"))}: expected 0 to 100 each");
            yield break;
        }

        var risk = inputs.Sum(input => input.Weight * input.Value!.Value);
        var verdict = risk > decision.Threshold ? Verdict.Decline : Verdict.Approve;
        yield return new(
            "risk",
            risk == decision.Assessment.Risk,
            $"{string.Join(" + ", inputs.Select(input => $"{Number(input.Weight)} · {Number(input.Value!.Value)}"))} = {Number(risk)}; decided on {(decision.Assessment.Risk is { } stored ? Number(stored) : "none")}");
        yield return new(
            "verdict",
            verdict == decision.Assessment.Verdict,
            $"{Number(risk)} is {(risk > decision.Threshold ? "above" : "not above")} {Number(decision.Threshold)}: {verdict}; decided: {decision.Assessment.Verdict}");
    }

    private static IEnumerable<DecisionCheck> Fallback(Decision decision, PaymentEvent.ScoringStarted scoring, ScoringPolicy? policy)
    {
        yield return new("silence", decision.Assessment is { Risk: null, User.Value: null }, "decided without KYC's answer: no user score, no risk");
        yield return new("deadline", decision.DecidedAt >= scoring.Deadline, $"decided {Time(decision.DecidedAt)}, deadline {Time(scoring.Deadline)}");
        yield return new(
            "verdict",
            policy is null ? null : policy.KycFallback == decision.Assessment.Verdict,
            $"the policy's fallback is {policy?.KycFallback.ToString() ?? "not known"}; decided: {decision.Assessment.Verdict}");
    }

    // What is in the decision stands by itself; a policy that was changed in its place, instead of getting a new version, is worth knowing.
    private static DecisionCheck Policy(Decision decision, ScoringPolicy? policy)
    {
        var made = decision.Assessment;
        return policy is null
            ? new("policy", null, $"version {decision.PolicyVersion} is not in the database any more")
            : new(
                "policy",
                (made.User.Weight, made.Country.Weight, made.PaymentType.Weight, decision.Threshold) == (policy.UserWeight, policy.CountryWeight, policy.PaymentTypeWeight, policy.Threshold)
                    && Array.TrueForAll([made.User, made.Country, made.PaymentType], input => !input.Defaulted || input.Value == policy.DefaultScore),
                $"version {policy.Version}: weights {Number(policy.UserWeight)}, {Number(policy.CountryWeight)}, {Number(policy.PaymentTypeWeight)}, threshold {Number(policy.Threshold)}, default {Number(policy.DefaultScore)}");
    }

    private static string Number(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
