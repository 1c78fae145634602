using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Payments;

namespace RmsActors.Cli.Demo;

/// <summary>Reads the payment database while the payments role and antifraud write it.</summary>
internal sealed class StoredPayments(StoreOptions options) : IAsyncDisposable
{
    private readonly Database _database = Database.Of(options, "payments");

    /// <summary>The payment, or null where it has not been accepted.</summary>
    public async Task<StoredPayment?> FindAsync(string paymentId, CancellationToken cancel)
    {
        var found = await new PaymentStore(_database, TimeProvider.System).FindAsync(paymentId, cancel);
        return found is null ? null : new StoredPayment(
            found.AcceptedAt,
            found.Decision is null ? null : MessageCodec.DecodePayDecision(found.Decision).Message,
            found.Status switch
            {
                Payments.PaymentStatus.Approved => PaymentStatus.Approved,
                Payments.PaymentStatus.Declined => PaymentStatus.Declined,
                Payments.PaymentStatus.InReview => PaymentStatus.InReview,
                _ => PaymentStatus.Undecided,
            },
            found.DecidedAt);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
