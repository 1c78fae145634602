using System.Data.Common;
using System.Runtime.Serialization;
using System.Text.Json;
using Dapper;
using RmsActors.Domain.Payments;
using RmsActors.Hosting;
using RmsActors.Rms.Payments;
using RmsActors.Rms.Serialization;

namespace RmsActors.Rms.Inspection;

/// <summary>A row of a payment's journal.</summary>
/// <param name="Form">Its manifest, such as <c>payment-decided:1</c>.</param>
/// <param name="Writer">The journal instance that wrote it: another one, another node or another life of it.</param>
/// <param name="Stored">The stored JSON; null where it is none.</param>
/// <param name="Event">What it says; null where it cannot be read.</param>
/// <param name="Problem">Why it cannot be read or does not follow on the rows before it, or null.</param>
public sealed record PaymentHistoryRow(long SequenceNumber, string? Form, string? Writer, JsonElement? Stored, PaymentEvent? Event, string? Problem);

/// <summary>All that the journal holds of a payment, read beside the payment's actor, and so also where that cannot be recovered.</summary>
/// <param name="State">After the last row that could be read; null where one could not.</param>
public sealed record PaymentHistory(string PaymentId, IReadOnlyList<PaymentHistoryRow> Rows, PaymentState? State)
{
    // A payment has three events at most; more are damage, of which the beginning is enough.
    private const int MaxRows = 20;

    private const string Columns = "SELECT persistence_id AS Id, sequence_number AS SequenceNumber, manifest AS Manifest, writer_uuid AS Writer, message AS Message FROM journal WHERE ";

    /// <summary>Reads one payment's.</summary>
    /// <param name="journal">The <c>journal</c> store.</param>
    /// <exception cref="DbException">The database cannot be used.</exception>
    public static async Task<PaymentHistory> ReadAsync(Database journal, string paymentId, CancellationToken cancel)
    {
        await using var connection = await journal.OpenAsync(cancel);
        var rows = await connection.QueryAsync<StoredRow>(new CommandDefinition(
            Columns + "persistence_id = @Id ORDER BY sequence_number LIMIT @MaxRows", new { Id = PaymentActor.PersistenceIdOf(paymentId), MaxRows }, cancellationToken: cancel));
        return Of(paymentId, rows);
    }

    /// <summary>Reads several payments' in one question; those without a row are absent.</summary>
    /// <param name="journal">The <c>journal</c> store.</param>
    /// <exception cref="DbException">The database cannot be used.</exception>
    public static async Task<IReadOnlyDictionary<string, PaymentHistory>> ReadAsync(Database journal, IReadOnlyCollection<string> paymentIds, CancellationToken cancel)
    {
        if (paymentIds.Count == 0)
        {
            return new Dictionary<string, PaymentHistory>();
        }

        var byPersistenceId = paymentIds.Distinct(StringComparer.Ordinal).ToDictionary(PaymentActor.PersistenceIdOf, StringComparer.Ordinal);
        await using var connection = await journal.OpenAsync(cancel);
        var rows = await connection.QueryAsync<StoredRow>(new CommandDefinition(
            Columns + (journal.Kind == DatabaseKind.PostgreSql ? "persistence_id = ANY(@Ids)" : "persistence_id IN @Ids") + " AND sequence_number <= @MaxRows ORDER BY persistence_id, sequence_number",
            new { Ids = byPersistenceId.Keys.ToArray(), MaxRows }, cancellationToken: cancel));
        return rows.GroupBy(row => row.Id, StringComparer.Ordinal).Select(group => Of(byPersistenceId[group.Key], group)).ToDictionary(history => history.PaymentId, StringComparer.Ordinal);
    }

    private static PaymentHistory Of(string paymentId, IEnumerable<StoredRow> stored)
    {
        var rows = new List<PaymentHistoryRow>();
        PaymentState? state = PaymentState.New.Instance;
        foreach (var row in stored)
        {
            var (happened, problem) = Read(row);
            if (happened is not null && state is { } before)
            {
                (state, problem) = Evolve(before, happened);
            }
            else
            {
                state = null;
            }

            rows.Add(new PaymentHistoryRow(row.SequenceNumber, row.Manifest, row.Writer, Json(row.Message), happened, problem));
        }

        return new PaymentHistory(paymentId, rows, state);
    }

    private static (PaymentState? State, string? Problem) Evolve(PaymentState state, PaymentEvent happened)
    {
        try
        {
            return (PaymentDecider.Evolve(state, happened), null);
        }
        catch (InvalidOperationException damaged)
        {
            return (null, damaged.Message);
        }
    }

    private static (PaymentEvent? Event, string? Problem) Read(StoredRow row)
    {
        try
        {
            return PaymentSerializer.ReadStored(row.Message, row.Manifest ?? "") is PaymentEvent happened ? (happened, null) : (null, $"'{row.Manifest}' is no event");
        }
        catch (SerializationException unreadable)
        {
            return (null, unreadable.Message);
        }
    }

    private static JsonElement? Json(byte[] message)
    {
        try
        {
            using var parsed = JsonDocument.Parse(message);
            return parsed.RootElement.Clone();
        }
        catch (JsonException)
        {
            // The row's problem says so already.
            return null;
        }
    }

    private sealed class StoredRow
    {
        public string Id { get; set; } = "";

        public long SequenceNumber { get; set; }

        public string? Manifest { get; set; }

        public string? Writer { get; set; }

        public byte[] Message { get; set; } = [];
    }
}
