namespace RmsActors.Domain.Payments;

/// <summary>A payment as it is scored. Two are the same payment's content if all of it is equal, ids and texts ordinally.</summary>
/// <param name="CreatedAt">Compared as an instant.</param>
public sealed record Payment(
    string PaymentId, string WalletId, decimal Amount, string Currency, string Country, string PaymentType, DateTimeOffset CreatedAt)
{
    /// <summary>The id alone: what is printed can get into a log, where the rest must not be.</summary>
    public override string ToString() => $"{nameof(Payment)} {PaymentId}";
}
