namespace RmsActors.Domain.Payments;

/// <summary>What a payment says to a command. A refusal is a value, not an exception.</summary>
public abstract record PaymentReply
{
    private PaymentReply()
    {
    }

    /// <summary>The payment is being scored; the decision follows.</summary>
    /// <param name="ContentConflict">The payment was asked for with other content than was received first, which stands.</param>
    public sealed record Undecided(bool ContentConflict) : PaymentReply;

    /// <summary>The decision.</summary>
    /// <param name="ContentConflict">As in <see cref="Undecided"/>.</param>
    public sealed record DecisionMade(DecisionBytes Bytes, bool ContentConflict) : PaymentReply;

    /// <summary>The answer was taken: the payment is decided by it, or it is stored as a late one.</summary>
    public sealed record AnswerTaken(bool Late) : PaymentReply;

    /// <summary>The answer changes nothing.</summary>
    public sealed record AnswerIgnored(AnswerIgnoredBecause Because) : PaymentReply;

    /// <summary>It is not time to give up, or no longer.</summary>
    public sealed record NothingDue : PaymentReply
    {
        public static NothingDue Instance { get; } = new();
    }
}

/// <summary>Why a KYC answer changes nothing.</summary>
public enum AnswerIgnoredBecause
{
    /// <summary>Nobody asked about this payment.</summary>
    NothingAsked,

    /// <summary>Neither value nor header names a request.</summary>
    NoCorrelation,

    /// <summary>It names another request.</summary>
    OtherRequest,

    /// <summary>It names another payment.</summary>
    OtherPayment,

    /// <summary>It names another wallet.</summary>
    OtherWallet,

    /// <summary>An answer has been taken already.</summary>
    AlreadyAnswered,
}
