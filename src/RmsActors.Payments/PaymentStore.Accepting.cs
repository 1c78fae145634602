using System.Data.Common;
using System.Globalization;
using RmsActors.Contracts;
using RmsActors.Hosting;

namespace RmsActors.Payments;

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

/// <summary>What became of a payment that was handed in, and the row that there is now.</summary>
public sealed record Acceptance(AcceptResult Result, StoredPayment Stored);

public sealed partial class PaymentStore
{
    /// <summary>Accepts payments; one result each, in their order. Of several with one id the first is the one that is stored.</summary>
    /// <param name="traceParents">W3C trace context of each submission, kept with its row; null where there is none.</param>
    public Task<IReadOnlyList<Acceptance>> AcceptAsync(
        IReadOnlyList<PaymentDetails> payments, IReadOnlyList<string?>? traceParents = null, CancellationToken cancel = default) =>
        WriteAsync<IReadOnlyList<Acceptance>>(
            async transaction =>
            {
                // In id order, so that two batches with payments in common cannot wait for each other.
                var inserted = new HashSet<string>(StringComparer.Ordinal);
                var submitted = payments.Select((payment, at) => (Payment: payment, TraceParent: traceParents?[at]));
                foreach (var rows in submitted.DistinctBy(s => s.Payment.PaymentId, StringComparer.Ordinal).OrderBy(s => s.Payment.PaymentId, StringComparer.Ordinal).Chunk(RowsPerStatement))
                {
                    inserted.UnionWith(await InsertAsync(transaction, rows, cancel));
                }

                var stored = await FindAsync(transaction.Connection!, transaction, payments.Select(p => p.PaymentId), cancel);
                return [.. payments.Select(payment => Compare(payment, stored[payment.PaymentId], inserted.Remove(payment.PaymentId)))];
            },
            cancel);

    private async Task<List<string>> InsertAsync(DbTransaction transaction, IEnumerable<(PaymentDetails Payment, string? TraceParent)> submitted, CancellationToken cancel)
    {
        await using var insert = transaction.Command();
        var now = time.GetUtcNow();
        var rows = submitted.Select(s => insert.List(
        [
            s.Payment.PaymentId, s.Payment.WalletId, AsSubmitted(s.Payment.Amount), s.Payment.Currency, s.Payment.Country, s.Payment.PaymentType,
            PaymentContent.ToMicrosecond(s.Payment.CreatedAt), nameof(PaymentStatus.AwaitingAntifraud), now, s.TraceParent ?? (object)DBNull.Value,
        ]));
        insert.CommandText =
            $"""
            INSERT INTO payments (payment_id, wallet_id, amount, currency, country, payment_type, created_at, status, accepted_at, traceparent)
            VALUES {string.Join(',', rows)}
            ON CONFLICT (payment_id) DO NOTHING
            RETURNING payment_id
            """;
        return await insert.IdsAsync(cancel);
    }

    // PostgreSQL keeps a decimal's digits, also zeros at the end. SQLite's driver would drop them, where it is given a decimal.
    private object AsSubmitted(decimal amount) => database.Kind == DatabaseKind.Sqlite ? amount.ToString(CultureInfo.InvariantCulture) : amount;

    private static Acceptance Compare(PaymentDetails payment, StoredPayment stored, bool inserted) => new(
        inserted ? AcceptResult.Accepted
        : PaymentContent.Differences(payment, stored.Details).Count == 0 ? AcceptResult.Known
        : AcceptResult.OtherContent,
        stored);
}
