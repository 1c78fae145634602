using System.Data.Common;
using System.Globalization;
using Dapper;
using RmsActors.Hosting;

namespace RmsActors.Rms.Quarantine;

/// <summary>A payment that is dead-lettered instead of being asked again.</summary>
/// <param name="Reason">Whoever quarantined it says why.</param>
/// <param name="At">Since when.</param>
public sealed record QuarantinedPayment(string PaymentId, string Reason, DateTimeOffset At);

/// <summary>The quarantine in the RMS database, which every node and <c>rms quarantine</c> share.</summary>
/// <param name="database">The <c>rms</c> store, its schema up to date.</param>
/// <param name="time">For the time at which a payment is quarantined.</param>
public sealed class QuarantineStore(Database database, TimeProvider time)
{
    /// <summary>All of them, the oldest first.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task<IReadOnlyList<QuarantinedPayment>> ReadAsync(CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        var rows = await connection.QueryAsync<(string PaymentId, string Reason, string At)>(
            new CommandDefinition("SELECT payment_id, reason, at FROM quarantined_payments ORDER BY at, payment_id", cancellationToken: cancel));
        return [.. rows.Select(row => new QuarantinedPayment(row.PaymentId, row.Reason, DateTimeOffset.Parse(row.At, CultureInfo.InvariantCulture)))];
    }

    /// <summary>Why a payment is quarantined, or null.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task<string?> ReasonOfAsync(string paymentId, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<string?>(
            new CommandDefinition("SELECT reason FROM quarantined_payments WHERE payment_id = @PaymentId", new { PaymentId = paymentId }, cancellationToken: cancel));
    }

    /// <summary>Quarantines the payment; one that is quarantined already keeps its reason.</summary>
    /// <returns>The quarantine in force, and whether it is this one.</returns>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task<(QuarantinedPayment Quarantined, bool New)> AddAsync(string paymentId, string reason, CancellationToken cancel = default)
    {
        var added = new QuarantinedPayment(paymentId, reason, time.GetUtcNow());
        await using var connection = await database.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var rows = await connection.ExecuteAsync(
            "INSERT INTO quarantined_payments (payment_id, reason, at) VALUES (@PaymentId, @Reason, @At) ON CONFLICT DO NOTHING",
            new { added.PaymentId, added.Reason, At = added.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) },
            transaction);
        var (storedReason, at) = await connection.QuerySingleAsync<(string Reason, string At)>(
            "SELECT reason, at FROM quarantined_payments WHERE payment_id = @PaymentId", new { added.PaymentId }, transaction);
        await transaction.CommitAsync(cancel);
        return (new QuarantinedPayment(paymentId, storedReason, DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)), rows == 1);
    }

    /// <summary>Ends the quarantine of the payment.</summary>
    /// <returns>Whether it was quarantined.</returns>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task<bool> RemoveAsync(string paymentId, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.ExecuteAsync("DELETE FROM quarantined_payments WHERE payment_id = @PaymentId", new { PaymentId = paymentId }) == 1;
    }
}
