using RmsActors.Contracts;

namespace RmsActors.Cli.Demo;

/// <summary>A payment as the payment database has it.</summary>
/// <param name="AcceptedAt">When its row was committed.</param>
/// <param name="Decision">What was decided; null while it is undecided.</param>
/// <param name="DecidedAt">When its status was committed.</param>
internal sealed record StoredPayment(DateTimeOffset AcceptedAt, PayDecision? Decision, PaymentStatus Status, DateTimeOffset? DecidedAt)
{
    public bool IsDecided => Status is not PaymentStatus.Undecided;
}

/// <summary>A payment's status, as the ledger names it.</summary>
internal enum PaymentStatus
{
    Undecided,
    Approved,
    Declined,
    InReview,
}
