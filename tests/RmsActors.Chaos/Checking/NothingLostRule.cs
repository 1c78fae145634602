using RmsActors.Contracts;

namespace RmsActors.Chaos.Checking;

/// <summary>Rule 1. A dead letter excuses a payment; whether the dead letter itself can be excused is rule 5's concern.</summary>
internal static class NothingLostRule
{
    public static IEnumerable<Finding> Check(Evidence evidence)
    {
        foreach (var payment in evidence.Payments)
        {
            if (payment.AcceptedAt is not null && Problem(payment) is { } problem)
            {
                yield return new(Rule.NothingLost, payment.PaymentId, problem);
            }
        }
    }

    public static bool IsLost(PaymentEvidence payment) => payment.AcceptedAt is not null && Problem(payment) is not null;

    public static bool IsPutAside(PaymentEvidence payment) => payment.Decisions.Count == 0 && !string.IsNullOrWhiteSpace(payment.PutAsideBecause);

    private static string? Problem(PaymentEvidence payment)
    {
        if (payment.Decisions.Count == 0)
        {
            return IsPutAside(payment) ? null : "accepted, and neither decided nor put aside with a reason";
        }

        // Which of several decisions it should be is rule 2's concern.
        var expected = payment.Decisions.ConvertAll(d => StatusOf(d.Message.Decision));
        return payment.Statuses is [var status] && expected.Contains(status)
            ? null
            : $"decided {string.Join(" and ", expected)}, but its status in the payment database is {(payment.Statuses.Count == 0 ? "unknown" : string.Join(", then ", payment.Statuses))}";
    }

    // The names that the payment database has.
    private static string StatusOf(DecisionKind decision) => decision switch
    {
        DecisionKind.Approve => "Approved",
        DecisionKind.Decline => "Declined",
        _ => "InReview",
    };
}
