using RmsActors.Domain.Scoring;

namespace RmsActors.Domain.Payments;

/// <summary>Why a verdict was reached.</summary>
public enum DecisionReason
{
    /// <summary>All three scores were combined.</summary>
    Scored,

    /// <summary>KYC was silent until the deadline; the policy's fallback stands.</summary>
    KycTimeout,
}

/// <summary>The decision on a payment, with all that is needed to compute it again.</summary>
/// <param name="PolicyVersion">The policy in force when it was made.</param>
/// <param name="Threshold">That policy's threshold.</param>
/// <param name="ReceivedAt">When scoring started.</param>
/// <param name="DecidedAt">When it was made.</param>
public sealed record Decision(
    string PaymentId,
    RiskAssessment Assessment,
    DecisionReason Reason,
    int PolicyVersion,
    decimal Threshold,
    DateTimeOffset ReceivedAt,
    DateTimeOffset DecidedAt);
