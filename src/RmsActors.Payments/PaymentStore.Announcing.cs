namespace RmsActors.Payments;

/// <summary>A payment that is to be announced.</summary>
/// <param name="TraceParent">W3C trace context of its submission, so that the trace outlives the process that took it in; null where it had none.</param>
public sealed record UnannouncedPayment(string PaymentId, string? TraceParent);

public sealed partial class PaymentStore
{
    /// <summary>Payments whose id has not been acknowledged by the broker yet, oldest first.</summary>
    public async Task<IReadOnlyList<UnannouncedPayment>> UnannouncedAsync(int most, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var select = connection.Command(
            "SELECT payment_id, traceparent FROM payments WHERE announced = 0 ORDER BY accepted_at LIMIT @most", ("most", most));
        await using var rows = await select.ExecuteReaderAsync(cancel);
        var payments = new List<UnannouncedPayment>();
        while (await rows.ReadAsync(cancel))
        {
            payments.Add(new(rows.GetString(0), rows.IsDBNull(1) ? null : rows.GetString(1)));
        }

        return payments;
    }

    /// <summary>The broker has these ids.</summary>
    public Task MarkAnnouncedAsync(IReadOnlyList<string> paymentIds, CancellationToken cancel = default) =>
        WriteAsync(
            async transaction =>
            {
                var marked = 0;
                foreach (var ids in paymentIds.Chunk(RowsPerStatement))
                {
                    await using var update = transaction.Command();
                    update.CommandText = $"UPDATE payments SET announced = 1 WHERE payment_id IN {update.List(ids)}";
                    marked += await update.ExecuteNonQueryAsync(cancel);
                }

                return marked;
            },
            cancel);

    /// <summary>Has all undecided payments announced again, for a log that has been lost.</summary>
    /// <returns>How many.</returns>
    public Task<int> ForgetAnnouncementsAsync(CancellationToken cancel = default) =>
        WriteAsync(
            async transaction =>
            {
                await using var update = transaction.Command(
                    "UPDATE payments SET announced = 0 WHERE status = @status AND announced = 1", ("status", nameof(PaymentStatus.AwaitingAntifraud)));
                return await update.ExecuteNonQueryAsync(cancel);
            },
            cancel);
}
