using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Payments;

namespace RmsActors.Cli.Demo;

/// <summary>The payment database, read beside the services that write it.</summary>
internal sealed class StoredPayments : IAsyncDisposable
{
    private readonly Database _database;
    private readonly PaymentStore _store;

    public StoredPayments(StoreOptions options, TimeProvider time)
    {
        _database = Database.Of(options, "payments");
        _store = new PaymentStore(_database, time);
    }

    /// <summary>Those of these payments that are there, by id.</summary>
    public async Task<IReadOnlyDictionary<string, StoredPayment>> FindAsync(IReadOnlyCollection<string> paymentIds, CancellationToken cancel)
    {
        var rows = await _store.FindAsync(paymentIds, cancel);
        return rows.ToDictionary(row => row.Key, row => Of(row.Value), StringComparer.Ordinal);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static StoredPayment Of(Payments.StoredPayment row) =>
        new(row.AcceptedAt, row.Decision is null ? null : MessageCodec.DecodePayDecision(row.Decision).Message, StatusOf(row.Status), row.DecidedAt);

    private static PaymentStatus StatusOf(Payments.PaymentStatus status) => status switch
    {
        Payments.PaymentStatus.Approved => PaymentStatus.Approved,
        Payments.PaymentStatus.Declined => PaymentStatus.Declined,
        Payments.PaymentStatus.InReview => PaymentStatus.InReview,
        _ => PaymentStatus.Undecided,
    };
}
