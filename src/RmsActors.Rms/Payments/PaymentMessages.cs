using RmsActors.Domain.Payments;

namespace RmsActors.Rms.Payments;

/// <summary>A message to the actor of one payment, wherever in the cluster it lives.</summary>
public interface IPaymentMessage
{
    string PaymentId { get; }
}

/// <summary>Where a record stands: the identity of whoever waits for its payment.</summary>
public readonly record struct RecordOrigin(string Topic, int Partition, long Offset);

/// <summary>Score this payment, and say what was decided. Answered with <see cref="PaymentScored"/> or <see cref="AskAgain"/>.</summary>
/// <param name="Origin">A second ask from the same origin takes the place of the first.</param>
/// <param name="TraceParent">W3C trace context, if the record brought one.</param>
public sealed record ScorePayment(Payment Payment, RecordOrigin Origin, string? TraceParent = null) : IPaymentMessage
{
    public string PaymentId => Payment.PaymentId;
}

/// <summary>KYC's answer. Answered with <see cref="KycAnswerHandled"/> or <see cref="AskAgain"/>.</summary>
/// <param name="TraceParent">W3C trace context, if the reply brought one.</param>
public sealed record DeliverKycAnswer(string PaymentId, KycAnswer Answer, string? TraceParent = null) : IPaymentMessage;

/// <summary>The payment is decided, and the decision stored.</summary>
/// <param name="Decision">The value of the PAY-DECISION record.</param>
/// <param name="ContentConflict">The asker's payment differs from the one received first, which was decided on.</param>
public sealed record PaymentScored(DecisionBytes Decision, bool ContentConflict);

/// <summary>The answer has had its effect, which is stored, or never will have one.</summary>
/// <param name="Fate">What became of it.</param>
/// <param name="OnOwner">Whether it was read on the node that owns the payment, or came to it from another.</param>
public sealed record KycAnswerHandled(KycAnswerFate Fate, bool OnOwner);

/// <summary>What became of a KYC answer. The numbers travel between nodes, also of different versions: none is ever used anew.</summary>
public enum KycAnswerFate
{
    /// <summary>It decided the payment.</summary>
    Taken = 0,

    /// <summary>It came after a decision without it, and is stored beside it.</summary>
    TakenLate = 1,

    /// <summary>Nobody asked about this payment.</summary>
    NothingAsked = 2,

    /// <summary>It names no request.</summary>
    NoCorrelation = 3,

    /// <summary>It names another request than was made.</summary>
    OtherRequest = 4,

    /// <summary>It names another payment than was asked about.</summary>
    OtherPayment = 5,

    /// <summary>It names another wallet than was asked about.</summary>
    OtherWallet = 6,

    /// <summary>An answer has been taken already.</summary>
    AlreadyAnswered = 7,
}

/// <summary>The actor stops before it could answer; its next incarnation will know.</summary>
public sealed record AskAgain
{
    public static AskAgain Instance { get; } = new();
}

/// <summary>Stop after the persist that is under way, if any: a hand-off, or nothing left to do.</summary>
public sealed record StopPayment
{
    public static StopPayment Instance { get; } = new();
}
