using RmsActors.Contracts;

namespace RmsActors.Payments;

/// <summary>A payment's row.</summary>
/// <param name="Details">The payment as it was accepted.</param>
/// <param name="AcceptedAt">Right before the row's commit.</param>
/// <param name="DecidedAt">Right before the commit of its final status; null until then.</param>
/// <param name="Decision">The value of the PAY-DECISION record that decided it; null until then.</param>
public sealed record StoredPayment(PaymentDetails Details, PaymentStatus Status, DateTimeOffset AcceptedAt, DateTimeOffset? DecidedAt, byte[]? Decision);

/// <summary>What became of a payment that was handed in.</summary>
public enum AcceptResult
{
    /// <summary>Its row is committed.</summary>
    Accepted,

    /// <summary>It was accepted before, with the same content.</summary>
    Known,

    /// <summary>Its id was accepted before, with other content, which stands.</summary>
    OtherContent,
}

/// <summary>What became of a decision.</summary>
public enum ApplyResult
{
    /// <summary>The payment has its final status by it.</summary>
    Applied,

    /// <summary>The payment had that status before, by the same bytes.</summary>
    Duplicate,

    /// <summary>The payment had that status before, by other bytes.</summary>
    Differing,

    /// <summary>The payment has another final status, which stands.</summary>
    Conflict,

    /// <summary>There is no such payment.</summary>
    NoSuchPayment,
}

/// <summary>A decision to be applied.</summary>
/// <param name="Decision">The value of the PAY-DECISION record.</param>
public sealed record DecisionToApply(string PaymentId, PaymentStatus Status, byte[] Decision);
