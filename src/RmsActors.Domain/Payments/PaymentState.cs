namespace RmsActors.Domain.Payments;

/// <summary>Where a payment's scoring stands.</summary>
public abstract record PaymentState
{
    private PaymentState()
    {
    }

    /// <summary>Nothing is known of the payment.</summary>
    public sealed record New : PaymentState
    {
        public static New Instance { get; } = new();
    }

    /// <summary>Scoring has started, and KYC owes an answer.</summary>
    /// <param name="Payment">The content that was received first.</param>
    /// <param name="RequestId">What the answer must name.</param>
    /// <param name="ReceivedAt">When scoring started.</param>
    /// <param name="Deadline">From when on the payment may be decided without the answer.</param>
    public sealed record AwaitingKyc(Payment Payment, string RequestId, DateTimeOffset ReceivedAt, DateTimeOffset Deadline) : PaymentState;

    /// <summary>Decided, for good.</summary>
    /// <param name="Payment">The content that was decided on.</param>
    /// <param name="RequestId">What a late answer must name.</param>
    /// <param name="Decision">The decision.</param>
    /// <param name="Bytes">What is published.</param>
    /// <param name="LateAnswer">The answer that came after a decision without one, if it came.</param>
    public sealed record Decided(Payment Payment, string RequestId, Decision Decision, DecisionBytes Bytes, KycAnswer? LateAnswer) : PaymentState;
}
