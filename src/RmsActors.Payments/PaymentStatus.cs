namespace RmsActors.Payments;

/// <summary>Where a payment stands in the payment database.</summary>
public enum PaymentStatus
{
    /// <summary>Accepted, and waiting for its risk check.</summary>
    AwaitingAntifraud,
    Approved,
    Declined,

    /// <summary>A person must look at it.</summary>
    InReview,
}
