using RmsActors.Contracts;

namespace RmsActors.Payments;

/// <summary>What a decision makes of a payment.</summary>
public static class DecidedStatus
{
    /// <summary>The final status of a payment that was decided so.</summary>
    public static PaymentStatus Of(DecisionKind decision) => decision switch
    {
        DecisionKind.Approve => PaymentStatus.Approved,
        DecisionKind.Decline => PaymentStatus.Declined,
        _ => PaymentStatus.InReview,
    };
}
