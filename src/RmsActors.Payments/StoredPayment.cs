using RmsActors.Contracts;

namespace RmsActors.Payments;

/// <summary>A payment's row.</summary>
/// <param name="Details">The payment as it was accepted.</param>
/// <param name="AcceptedAt">Right before the row's commit.</param>
/// <param name="DecidedAt">Right before the commit of its final status; null until then.</param>
/// <param name="Decision">The value of the PAY-DECISION record that decided it; null until then.</param>
public sealed record StoredPayment(PaymentDetails Details, PaymentStatus Status, DateTimeOffset AcceptedAt, DateTimeOffset? DecidedAt, byte[]? Decision);
