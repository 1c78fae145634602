using Npgsql;
using NpgsqlTypes;

namespace RmsActors.Rms.Journal;

/// <summary>
/// What the journal does for every payment, on PostgreSQL: one statement for many payments at once. It is a transaction of its
/// own, and the same prepared one for any number of rows.
/// </summary>
internal sealed class PostgresEvents : IAsyncDisposable
{
    private const int ReadBatch = 500;
    private const int ReadParallelism = 2;
    private readonly NpgsqlDataSource _source;
    private readonly Batches<IReadOnlyList<EventRow>, Exception?> _appends;
    private readonly Batches<string, long> _highest;
    private readonly Batches<string, IReadOnlyList<EventRow>> _stored;
    private readonly string _writer;

    /// <param name="connectionString">See <see cref="JournalConnection"/>.</param>
    /// <param name="writer">Who writes, beside every row.</param>
    /// <param name="batchSize">Payments that are written with one statement at most.</param>
    /// <param name="parallelism">Statements that write at once.</param>
    public PostgresEvents(string connectionString, string writer, int batchSize, int parallelism)
    {
        _writer = writer;
        _source = NpgsqlDataSource.Create(connectionString);
        _appends = new(AppendAllAsync, batchSize, parallelism);
        _highest = new(HighestOfAllAsync, ReadBatch, ReadParallelism);
        _stored = new(StoredOfAllAsync, ReadBatch, ReadParallelism);
    }

    /// <summary>Stores one payment's events, all or none.</summary>
    /// <exception cref="NpgsqlException">They are not stored, or it is not known whether they are.</exception>
    public async Task AppendAsync(IReadOnlyList<EventRow> events)
    {
        if (await _appends.DoAsync(events) is { } refused)
        {
            throw refused;
        }
    }

    /// <summary>The highest sequence number that is stored; 0 if there is none.</summary>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public Task<long> HighestAsync(string persistenceId) => _highest.DoAsync(persistenceId);

    /// <summary>A payment's events, in their order.</summary>
    /// <exception cref="NpgsqlException">The database did not answer.</exception>
    public Task<IReadOnlyList<EventRow>> StoredAsync(string persistenceId) => _stored.DoAsync(persistenceId);

    /// <summary>Waits for what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        _appends.Close();
        _highest.Close();
        _stored.Close();
        await Task.WhenAll(_appends.Finished, _highest.Finished, _stored.Finished);
        await _source.DisposeAsync();
    }

    private async Task<IReadOnlyList<Exception?>> AppendAllAsync(IReadOnlyList<IReadOnlyList<EventRow>> payments)
    {
        try
        {
            await InsertAsync([.. payments.SelectMany(static events => events)]);
            return new Exception?[payments.Count];
        }
        catch (PostgresException refused) when (RefusedRow.IsCauseOf(refused))
        {
            if (payments.Count == 1)
            {
                return [refused];
            }
        }

        // Nothing is stored. Whose row it was shows when each payment's is written alone. A database that is away meanwhile is waited for once,
        // and not once a payment.
        var outcomes = new Exception?[payments.Count];
        for (var at = 0; at < payments.Count; at++)
        {
            outcomes[at] = await InsertAloneAsync(payments[at]);
            if (outcomes[at] is { } failed && !RefusedRow.IsCauseOf(failed))
            {
                outcomes.AsSpan(at).Fill(failed);
                break;
            }
        }

        return outcomes;
    }

    private async Task<Exception?> InsertAloneAsync(IReadOnlyList<EventRow> events)
    {
        try
        {
            await InsertAsync(events);
            return null;
        }
        catch (NpgsqlException failed)
        {
            return failed;
        }
    }

    private async Task InsertAsync(IReadOnlyList<EventRow> rows)
    {
        await using var insert = _source.CreateCommand(
            """
            INSERT INTO journal (deleted, created, writer_uuid, persistence_id, sequence_number, message, identifier, manifest)
            SELECT false, $1, $2, * FROM unnest($3, $4, $5, $6, $7)
            """);
        insert.Parameters.AddRange(new NpgsqlParameter[]
        {
            new() { Value = TimeProvider.System.GetUtcNow().Ticks },
            new() { Value = _writer },
            Column(NpgsqlDbType.Text, rows, static row => row.PersistenceId),
            Column(NpgsqlDbType.Bigint, rows, static row => row.SequenceNumber),
            Column(NpgsqlDbType.Bytea, rows, static row => row.Message),
            Column(NpgsqlDbType.Integer, rows, static row => row.SerializerId),
            Column(NpgsqlDbType.Text, rows, static row => row.Manifest),
        });
        await insert.ExecuteNonQueryAsync();
    }

    private async Task<IReadOnlyList<long>> HighestOfAllAsync(IReadOnlyList<string> persistenceIds)
    {
        await using var query = _source.CreateCommand(
            "SELECT persistence_id, MAX(sequence_number) FROM journal WHERE persistence_id = ANY($1) GROUP BY persistence_id");
        query.Parameters.Add(Column(NpgsqlDbType.Text, persistenceIds, static id => id));
        var highest = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var reader = await query.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            highest[reader.GetString(0)] = reader.GetInt64(1);
        }

        return [.. persistenceIds.Select(id => highest.GetValueOrDefault(id))];
    }

    private async Task<IReadOnlyList<IReadOnlyList<EventRow>>> StoredOfAllAsync(IReadOnlyList<string> persistenceIds)
    {
        await using var query = _source.CreateCommand(
            """
            SELECT persistence_id, sequence_number, message, identifier, manifest FROM journal
            WHERE persistence_id = ANY($1) AND NOT deleted ORDER BY persistence_id, sequence_number
            """);
        query.Parameters.Add(Column(NpgsqlDbType.Text, persistenceIds, static id => id));
        var stored = persistenceIds.Distinct(StringComparer.Ordinal).ToDictionary(id => id, _ => new List<EventRow>(), StringComparer.Ordinal);
        await using var reader = await query.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            // A column that is empty is one payment's trouble, once its event is made of it.
            var row = new EventRow(
                reader.GetString(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2), reader.IsDBNull(3) ? 0 : reader.GetInt32(3), reader.IsDBNull(4) ? "" : reader.GetString(4));
            stored[row.PersistenceId].Add(row);
        }

        return [.. persistenceIds.Select(id => stored[id])];
    }

    private static NpgsqlParameter Column<TRow, TValue>(NpgsqlDbType type, IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
    {
        var values = new TValue[rows.Count];
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = value(rows[row]);
        }

        return new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values };
    }
}
