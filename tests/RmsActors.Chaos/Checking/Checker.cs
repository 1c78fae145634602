using RmsActors.Contracts;

namespace RmsActors.Chaos.Checking;

/// <summary>
/// Judges a run of which nothing is known but what was seen from outside, once the system is drained. It shares the wire format with
/// the system and no other code, and computes every decision anew.
/// </summary>
public static class Checker
{
    // A broken system breaks the same rule for thousands of payments; a few histories tell why.
    private const int MaxHistories = 20;

    /// <summary>The verdict.</summary>
    /// <param name="expectations">What is known of the run; without it, what holds for a new database.</param>
    public static Verdict Check(History history, Expectations? expectations = null)
    {
        var expected = expectations ?? new Expectations();
        var observations = history.Observations();
        var evidence = new Evidence(observations);
        List<Finding> findings =
        [
            .. NothingLostRule.Check(evidence),
            .. OneDecisionRule.Check(evidence),
            .. new RecomputableRule(expected).Check(evidence),
            .. OffsetRule.Check(evidence),
            .. new PoisonRule(expected).Check(evidence),
        ];
        return new Verdict(
            Count(evidence),
            [.. findings.Select((f, at) => new Violation(f.Rule, f.PaymentId, f.Text, at < MaxHistories ? Narrative.Of(observations, f) : []))]);
    }

    private static Counts Count(Evidence evidence)
    {
        var accepted = evidence.Payments.Where(p => p.AcceptedAt is not null).ToList();
        var decided = accepted.FindAll(p => p.Decisions.Count > 0);
        return new Counts(
            Payments: accepted.Count,
            Decided: decided.Count,
            Lost: accepted.Count(NothingLostRule.IsLost),
            Conflicting: evidence.Payments.Count(p => p.Decisions.Count > 1),
            DuplicateDecisions: evidence.Payments.Sum(p => p.DuplicateDecisions),
            DeadLettered: accepted.Count(NothingLostRule.IsPutAside),
            ContentConflicts: evidence.Payments.Count(p => p.Contents.Count > 1),
            PoisonRecords: evidence.Suspects.Count(s => s.Reading.Poison is not null),
            DeadLetters: evidence.DeadLetters.Values.Sum(letters => letters.Count) + evidence.Untraceable.Count,
            KycTimeouts: decided.Count(p => p.Decisions[0].Message.Reason == DecisionReason.KycTimeout),
            WorstMilliseconds: decided.Count == 0 ? 0 : decided.Max(p => (p.Decisions[0].Record.At - p.AcceptedAt!.Value).TotalMilliseconds),
            evidence.Faults);
    }
}
