using System.Data.Common;
using Microsoft.Extensions.Logging;
using RmsActors.Contracts;
using RmsActors.Hosting;

namespace RmsActors.Payments;

/// <summary>
/// The payment database. A payment is accepted once its row is committed, and gets its final status once, by one conditional
/// update. Every batch is one transaction: all of it, or nothing.
/// </summary>
/// <param name="database">The <c>payments</c> store.</param>
/// <param name="time">Dates rows.</param>
public sealed class PaymentStore(Database database, TimeProvider time)
{
    private const string Columns =
        "payment_id, wallet_id, amount, currency, country, payment_type, created_at, status, accepted_at, decided_at, decision";

    /// <summary>Brings the schema up to date.</summary>
    public Task MigrateAsync(ILogger logger, CancellationToken cancel = default) =>
        Migrations.RunAsync(database, typeof(PaymentStore).Assembly, "RmsActors.Payments.Migrations", logger, cancel);

    /// <summary>Accepts payments; one result each, in their order.</summary>
    public async Task<IReadOnlyList<AcceptResult>> AcceptAsync(IReadOnlyList<PaymentDetails> payments, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var results = new AcceptResult[payments.Count];
        // In id order, so that two batches with payments in common cannot wait for each other; SQLite has one writer anyway.
        foreach (var (index, payment) in payments.Index().OrderBy(p => p.Item.PaymentId, StringComparer.Ordinal))
        {
            await using var insert = Command(
                transaction,
                """
                INSERT INTO payments (payment_id, wallet_id, amount, currency, country, payment_type, created_at, status, accepted_at)
                VALUES (@id, @wallet, @amount, @currency, @country, @type, @created, @status, @accepted)
                ON CONFLICT (payment_id) DO NOTHING
                """,
                ("id", payment.PaymentId), ("wallet", payment.WalletId), ("amount", payment.Amount), ("currency", payment.Currency),
                ("country", payment.Country), ("type", payment.PaymentType), ("created", Kept(payment).CreatedAt),
                ("status", nameof(PaymentStatus.AwaitingAntifraud)), ("accepted", time.GetUtcNow()));
            results[index] = await insert.ExecuteNonQueryAsync(cancel) == 1 ? AcceptResult.Accepted
                : (await FindAsync(connection, transaction, payment.PaymentId, cancel))!.Details == Kept(payment) ? AcceptResult.Known
                : AcceptResult.OtherContent;
        }

        await transaction.CommitAsync(cancel);
        return results;
    }

    /// <summary>The payment's row, or null.</summary>
    public async Task<StoredPayment?> FindAsync(string paymentId, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await FindAsync(connection, null, paymentId, cancel);
    }

    /// <summary>The rows of these payments, by id; those that are not there are left out.</summary>
    public async Task<IReadOnlyDictionary<string, StoredPayment>> FindAsync(IReadOnlyCollection<string> paymentIds, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        var found = new Dictionary<string, StoredPayment>(StringComparer.Ordinal);
        foreach (var paymentId in paymentIds.Distinct(StringComparer.Ordinal))
        {
            if (await FindAsync(connection, null, paymentId, cancel) is { } payment)
            {
                found.Add(paymentId, payment);
            }
        }

        return found;
    }

    /// <summary>Payments whose id has not been acknowledged by the broker yet, oldest first.</summary>
    public async Task<IReadOnlyList<string>> UnannouncedAsync(int most, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var select = Command(connection, "SELECT payment_id FROM payments WHERE announced = 0 ORDER BY accepted_at LIMIT @most", ("most", most));
        await using var reader = await select.ExecuteReaderAsync(cancel);
        var ids = new List<string>();
        while (await reader.ReadAsync(cancel))
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }

    /// <summary>The broker has these ids.</summary>
    public async Task MarkAnnouncedAsync(IReadOnlyList<string> paymentIds, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        foreach (var paymentId in paymentIds.Order(StringComparer.Ordinal))
        {
            await using var update = Command(transaction, "UPDATE payments SET announced = 1 WHERE payment_id = @id", ("id", paymentId));
            await update.ExecuteNonQueryAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
    }

    /// <summary>Has all undecided payments announced again, for a log that has been lost.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ForgetAnnouncementsAsync(CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var update = Command(
            connection,
            "UPDATE payments SET announced = 0 WHERE status = @status AND announced = 1",
            ("status", nameof(PaymentStatus.AwaitingAntifraud)));
        return await update.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Applies decisions, each with one conditional update; one result each, in their order.</summary>
    public async Task<IReadOnlyList<ApplyResult>> ApplyAsync(IReadOnlyList<DecisionToApply> decisions, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var results = new ApplyResult[decisions.Count];
        foreach (var (index, decision) in decisions.Index().OrderBy(d => d.Item.PaymentId, StringComparer.Ordinal))
        {
            await using var update = Command(
                transaction,
                "UPDATE payments SET status = @status, decided_at = @at, decision = @decision WHERE payment_id = @id AND status = @awaiting",
                ("status", decision.Status.ToString()), ("at", time.GetUtcNow()), ("decision", decision.Decision),
                ("id", decision.PaymentId), ("awaiting", nameof(PaymentStatus.AwaitingAntifraud)));
            results[index] = await update.ExecuteNonQueryAsync(cancel) == 1
                ? ApplyResult.Applied
                : Compare(await FindAsync(connection, transaction, decision.PaymentId, cancel), decision);
        }

        await transaction.CommitAsync(cancel);
        return results;
    }

    /// <summary>How many payments there are of each status.</summary>
    public async Task<IReadOnlyDictionary<PaymentStatus, long>> CountAsync(CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var select = Command(connection, "SELECT status, COUNT(*) FROM payments GROUP BY status");
        await using var reader = await select.ExecuteReaderAsync(cancel);
        var counts = Enum.GetValues<PaymentStatus>().ToDictionary(status => status, _ => 0L);
        while (await reader.ReadAsync(cancel))
        {
            counts[Enum.Parse<PaymentStatus>(reader.GetString(0))] = reader.GetInt64(1);
        }

        return counts;
    }

    private static ApplyResult Compare(StoredPayment? stored, DecisionToApply decision) => stored switch
    {
        null => ApplyResult.NoSuchPayment,
        _ when stored.Status != decision.Status => ApplyResult.Conflict,
        _ => stored.Decision.AsSpan().SequenceEqual(decision.Decision) ? ApplyResult.Duplicate : ApplyResult.Differing,
    };

    private static async Task<StoredPayment?> FindAsync(DbConnection connection, DbTransaction? transaction, string paymentId, CancellationToken cancel)
    {
        await using var select = Command(connection, $"SELECT {Columns} FROM payments WHERE payment_id = @id", ("id", paymentId));
        select.Transaction = transaction;
        await using var reader = await select.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? Read(reader) : null;
    }

    private static StoredPayment Read(DbDataReader reader) => new(
        new PaymentDetails(
            reader.GetString(0), reader.GetString(1), reader.GetDecimal(2), reader.GetString(3), reader.GetString(4), reader.GetString(5),
            reader.GetFieldValue<DateTimeOffset>(6)),
        Enum.Parse<PaymentStatus>(reader.GetString(7)),
        reader.GetFieldValue<DateTimeOffset>(8),
        reader.IsDBNull(9) ? null : reader.GetFieldValue<DateTimeOffset>(9),
        reader.IsDBNull(10) ? null : reader.GetFieldValue<byte[]>(10));

    // PostgreSQL keeps microseconds, so that both kinds of database do.
    private static PaymentDetails Kept(PaymentDetails payment) =>
        payment with { CreatedAt = payment.CreatedAt.ToUniversalTime().AddTicks(-(payment.CreatedAt.Ticks % TimeSpan.TicksPerMicrosecond)) };

    private static DbCommand Command(DbTransaction transaction, string text, params (string Name, object Value)[] parameters)
    {
        var command = Command(transaction.Connection!, text, parameters);
        command.Transaction = transaction;
        return command;
    }

    private static DbCommand Command(DbConnection connection, string text, params (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
