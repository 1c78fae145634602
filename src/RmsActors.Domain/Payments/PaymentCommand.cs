namespace RmsActors.Domain.Payments;

/// <summary>What a payment can be asked to do.</summary>
public abstract record PaymentCommand
{
    private PaymentCommand()
    {
    }

    /// <summary>Score this payment. Repeating it is harmless.</summary>
    /// <param name="RequestId">The id that the KYC request is to have.</param>
    public sealed record StartScoring(Payment Payment, string RequestId) : PaymentCommand;

    /// <summary>KYC has answered, perhaps another request than ours.</summary>
    public sealed record TakeKycAnswer(KycAnswer Answer) : PaymentCommand;

    /// <summary>Decide without KYC, if it is time to.</summary>
    /// <param name="NotBefore">
    /// Later than the deadline where the answer may be waiting unread: after a recovery or an interruption of the intake.
    /// </param>
    public sealed record GiveUpOnKyc(DateTimeOffset NotBefore) : PaymentCommand;
}
