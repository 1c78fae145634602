using RmsActors.Contracts;

namespace RmsActors.Payments;

/// <summary>A payment's row.</summary>
/// <param name="Details">The payment as it was accepted.</param>
/// <param name="AcceptedAt">Right before the row's commit.</param>
/// <param name="DecidedAt">Right before the commit of its final status; null until then.</param>
/// <param name="Decision">The value of the PAY-DECISION record that decided it; null until then.</param>
public sealed record StoredPayment(PaymentDetails Details, PaymentStatus Status, DateTimeOffset AcceptedAt, DateTimeOffset? DecidedAt, byte[]? Decision)
{
    /// <summary>Whether it has its final status.</summary>
    public bool IsDecided => Status is not PaymentStatus.AwaitingAntifraud;

    /// <summary>What was decided; null while it is undecided.</summary>
    public PayDecision? ReadDecision() => Decision is null ? null : MessageCodec.DecodePayDecision(Decision).Message;
}
