namespace RmsActors.Domain.Payments;

/// <summary>What a payment owes the world in its present state; owed again after every recovery.</summary>
public abstract record PaymentEffect
{
    private PaymentEffect()
    {
    }

    /// <summary>Ask KYC for the wallet's score, and again while it is silent.</summary>
    public sealed record RequestKyc(string RequestId, string PaymentId, string WalletId, DateTimeOffset ReceivedAt, DateTimeOffset Deadline) : PaymentEffect;
}
