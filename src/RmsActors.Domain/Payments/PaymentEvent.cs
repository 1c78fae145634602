using RmsActors.Domain.Scoring;

namespace RmsActors.Domain.Payments;

/// <summary>What has happened to a payment; stored for ever, never changed.</summary>
public abstract record PaymentEvent
{
    private PaymentEvent()
    {
    }

    /// <summary>The payment was received, and KYC is to be asked.</summary>
    public sealed record ScoringStarted(Payment Payment, string RequestId, DateTimeOffset ReceivedAt, DateTimeOffset Deadline) : PaymentEvent;

    /// <summary>The payment was decided.</summary>
    /// <param name="Bytes">The value of the PAY-DECISION record.</param>
    public sealed record PaymentDecided(Decision Decision, DecisionBytes Bytes) : PaymentEvent;

    /// <summary>KYC answered after the payment was decided without it. The decision stands; this says what it would have been.</summary>
    public sealed record LateKycAnswerReceived(KycAnswer Answer, Verdict WouldHaveBeen, decimal WouldHaveRisked, DateTimeOffset ReceivedAt) : PaymentEvent;
}
