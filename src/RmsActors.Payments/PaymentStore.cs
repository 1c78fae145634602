using System.Data.Common;
using Microsoft.Extensions.Logging;
using RmsActors.Contracts;
using RmsActors.Hosting;

namespace RmsActors.Payments;

/// <summary>
/// The payment database. A payment is accepted once its row is committed, and gets its final status once, by one conditional
/// update. Every batch is one transaction: all of it, or nothing. A <see cref="DbException"/> means that the database cannot be used,
/// and maybe that a commit's outcome is unknown; asking again is right then, for no statement here does harm twice.
/// </summary>
/// <param name="database">The <c>payments</c> store.</param>
/// <param name="time">Dates rows.</param>
public sealed partial class PaymentStore(Database database, TimeProvider time)
{
    // A statement takes at most 32,766 parameters on SQLite, 65,535 on PostgreSQL, and a row up to ten.
    private const int RowsPerStatement = 1_000;

    private const string Columns =
        "payment_id, wallet_id, amount, currency, country, payment_type, created_at, status, accepted_at, decided_at, decision";

    // Within a process, writers of an SQLite file queue here: its own lock is polled, which costs the loser more than a turn.
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Brings the schema up to date.</summary>
    public Task MigrateAsync(ILogger logger, CancellationToken cancel = default) =>
        Migrations.RunAsync(database, typeof(PaymentStore).Assembly, "RmsActors.Payments.Migrations", logger, cancel);

    /// <summary>The payment's row, or null.</summary>
    public async Task<StoredPayment?> FindAsync(string paymentId, CancellationToken cancel = default) =>
        (await FindAsync([paymentId], cancel)).GetValueOrDefault(paymentId);

    /// <summary>The rows of these payments, by id; those that are not there are left out.</summary>
    public async Task<IReadOnlyDictionary<string, StoredPayment>> FindAsync(IReadOnlyCollection<string> paymentIds, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await FindAsync(connection, null, paymentIds, cancel);
    }

    /// <summary>How many payments there are of each status.</summary>
    public async Task<IReadOnlyDictionary<PaymentStatus, long>> CountAsync(CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var select = connection.Command("SELECT status, COUNT(*) FROM payments GROUP BY status");
        await using var reader = await select.ExecuteReaderAsync(cancel);
        var counts = Enum.GetValues<PaymentStatus>().ToDictionary(status => status, _ => 0L);
        while (await reader.ReadAsync(cancel))
        {
            counts[Enum.Parse<PaymentStatus>(reader.GetString(0))] = reader.GetInt64(1);
        }

        return counts;
    }

    private static async Task<Dictionary<string, StoredPayment>> FindAsync(
        DbConnection connection, DbTransaction? transaction, IEnumerable<string> paymentIds, CancellationToken cancel)
    {
        var found = new Dictionary<string, StoredPayment>(StringComparer.Ordinal);
        foreach (var ids in paymentIds.Distinct(StringComparer.Ordinal).Chunk(RowsPerStatement))
        {
            await using var select = connection.Command("");
            select.Transaction = transaction;
            select.CommandText = $"SELECT {Columns} FROM payments WHERE payment_id IN {select.List(ids)}";
            await using var reader = await select.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                var payment = Read(reader);
                found.Add(payment.Details.PaymentId, payment);
            }
        }

        return found;
    }

    private static StoredPayment Read(DbDataReader reader) => new(
        new PaymentDetails(
            reader.GetString(0), reader.GetString(1), reader.GetDecimal(2), reader.GetString(3), reader.GetString(4), reader.GetString(5),
            reader.GetFieldValue<DateTimeOffset>(6)),
        Enum.Parse<PaymentStatus>(reader.GetString(7)),
        reader.GetFieldValue<DateTimeOffset>(8),
        reader.IsDBNull(9) ? null : reader.GetFieldValue<DateTimeOffset>(9),
        reader.IsDBNull(10) ? null : reader.GetFieldValue<byte[]>(10));

    private async Task<T> WriteAsync<T>(Func<DbTransaction, Task<T>> write, CancellationToken cancel)
    {
        var queues = database.Kind == DatabaseKind.Sqlite;
        if (queues)
        {
            await _turn.WaitAsync(cancel);
        }

        try
        {
            await using var connection = await database.OpenAsync(cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            var result = await write(transaction);
            await transaction.CommitAsync(cancel);
            return result;
        }
        finally
        {
            if (queues)
            {
                _turn.Release();
            }
        }
    }
}
