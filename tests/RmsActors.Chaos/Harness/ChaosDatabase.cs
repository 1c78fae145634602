using System.Net;
using Npgsql;
using RmsActors.Hosting;
using RmsActors.Testing;

namespace RmsActors.Chaos.Harness;

/// <summary>The PostgreSQL database with every store of a run, and what can be done to it.</summary>
internal sealed class ChaosDatabase : IAsyncDisposable
{
    private const string Name = "rms";

    // No event of the product has this manifest: whoever recovers the payment meanwhile fails, loudly.
    private const string Foreign = "in-the-way";

    private readonly PostgresServer? _server;
    private readonly SmallDisk? _disk;
    private readonly NpgsqlDataSource _source;

    private ChaosDatabase(PostgresServer? server, SmallDisk? disk, string connectionString)
    {
        (_server, _disk, ConnectionString) = (server, disk, connectionString);
        // A pool of its own name, so that it does not cut itself off.
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "chaos", MaxPoolSize = 5, Timeout = 30 });
    }

    /// <summary>What the roles are told.</summary>
    public string ConnectionString { get; }

    /// <summary>Whether the server is this run's own, so that it may be restarted and stopped.</summary>
    public bool IsPrivate => _server is not null;

    /// <summary>Whether its tables are on a disk that can be filled.</summary>
    public bool CanFill => _disk is not null;

    /// <summary>Starts a private server, or makes a database on one that is there.</summary>
    /// <param name="given">That one; null: a private one.</param>
    /// <param name="reachedAt">Where a private one is reached besides loopback, and what the roles are told; null: on loopback alone.</param>
    /// <exception cref="OptionsException">There is no PostgreSQL to be started.</exception>
    public static async Task<ChaosDatabase> StartAsync(string? given, IPAddress? reachedAt, CancellationToken cancel)
    {
        var (server, problem) = given is null ? await PostgresServer.StartAsync(reachedAt) : default;
        if (given is null && server is null)
        {
            throw new OptionsException($"There is no PostgreSQL to be started ({problem}): install it, or name a server with --postgres");
        }

        var disk = server is null ? null : SmallDisk.TryMount();
        var admin = new NpgsqlConnectionStringBuilder(given ?? server!.ConnectionString);
        var name = server is null ? $"{Name}_chaos_{Environment.ProcessId}_{Random.Shared.Next():x}" : Name;
        await using (var source = NpgsqlDataSource.Create(admin))
        {
            if (disk is not null)
            {
                await ExecuteAsync(source, $"CREATE TABLESPACE chaos LOCATION '{disk.Path}'", cancel);
            }

            await ExecuteAsync(source, $"CREATE DATABASE \"{name}\"" + (disk is null ? "" : " TABLESPACE chaos"), cancel);
        }

        admin.Database = name;
        if (reachedAt is not null && server is not null)
        {
            admin.Host = reachedAt.ToString();
        }

        return new ChaosDatabase(server, disk, admin.ConnectionString);
    }

    public Task RestartAsync() => _server!.RestartImmediatelyAsync();

    /// <returns>Whether the server was running.</returns>
    public bool Freeze() => _server!.Freeze();

    public void Thaw() => _server!.Thaw();

    /// <returns>Whether the server then says that there is no room.</returns>
    public async Task<bool> FillDiskAsync(CancellationToken cancel)
    {
        _disk!.Fill();
        try
        {
            await ExecuteAsync(_source, "CREATE TABLE chaos_room AS SELECT repeat('x', 1000) FROM generate_series(1, 20000)", cancel);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.DiskFull)
        {
            return true;
        }
        catch (NpgsqlException broken) when (broken.IsTransient)
        {
            // Another fault has struck; nothing was shown.
            return false;
        }

        await ScalarAsync<object?>("DROP TABLE chaos_room", cancel);
        return false;
    }

    public void FreeDisk() => _disk!.Free();

    /// <summary>Cuts the connections that are in a transaction right now.</summary>
    /// <returns>How many.</returns>
    public async Task<int> TerminateActiveAsync(CancellationToken cancel)
    {
        const string Sql =
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name <> 'chaos' AND (state <> 'idle' OR state IS NULL)
            """;
        return (int)(await ScalarAsync<long>(Sql, cancel));
    }

    /// <summary>Has whatever is to be appended to the journal wait.</summary>
    public Task<HeldTable> HoldJournalAsync(CancellationToken cancel) => HeldTable.HoldAsync(_source, "journal", "INSERT INTO journal", cancel);

    /// <summary>Has whatever decides payments in the payment database wait.</summary>
    public Task<HeldTable> HoldPaymentsAsync(CancellationToken cancel) => HeldTable.HoldAsync(_source, "payments", "UPDATE payments SET status", cancel);

    /// <summary>Puts a foreign row where the next event of a payment belongs that waits for KYC.</summary>
    /// <returns>Whose; null where none waits.</returns>
    public Task<string?> InsertNextEventAsync(CancellationToken cancel) => ScalarAsync<string?>(
        $"""
        INSERT INTO journal (deleted, persistence_id, sequence_number, created, message, identifier, manifest)
        SELECT false, persistence_id, 2, 0, '', identifier, '{Foreign}' FROM journal
        WHERE persistence_id = (
            SELECT persistence_id FROM journal GROUP BY persistence_id
            HAVING max(sequence_number) = 1 ORDER BY min(ordering) OFFSET 3 LIMIT 1)
        ON CONFLICT DO NOTHING RETURNING persistence_id
        """,
        cancel);

    /// <summary>Takes that row away.</summary>
    public Task DeleteInsertedAsync(string persistenceId, CancellationToken cancel) =>
        ScalarAsync<object?>($"DELETE FROM journal WHERE manifest = '{Foreign}' AND persistence_id = '{persistenceId.Replace("'", "''", StringComparison.Ordinal)}'", cancel);

    /// <summary>The payments' rows.</summary>
    public async Task<IReadOnlyList<(string Id, string Status, DateTimeOffset AcceptedAt)>> PaymentsAsync(CancellationToken cancel)
    {
        await using var command = _source.CreateCommand("SELECT payment_id, status, accepted_at FROM payments");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<(string, string, DateTimeOffset)>();
        while (await reader.ReadAsync(cancel))
        {
            rows.Add((reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2)));
        }

        return rows;
    }

    /// <summary>The journal's events, and when each was written; null: its row does not say.</summary>
    public async Task<IReadOnlyList<(string PersistenceId, long SequenceNumber, string Manifest, DateTimeOffset? WrittenAt)>> JournalAsync(CancellationToken cancel)
    {
        await using var command = _source.CreateCommand("SELECT persistence_id, sequence_number, coalesce(manifest, ''), created FROM journal ORDER BY ordering");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<(string, long, string, DateTimeOffset?)>();
        while (await reader.ReadAsync(cancel))
        {
            var created = reader.GetInt64(3);
            rows.Add((reader.GetString(0), reader.GetInt64(1), reader.GetString(2), created == 0 ? null : new DateTimeOffset(created, TimeSpan.Zero)));
        }

        return rows;
    }

    /// <summary>How many payments have no decision in the payment database.</summary>
    public Task<long> UndecidedAsync(CancellationToken cancel) => ScalarAsync<long>("SELECT count(*) FROM payments WHERE status = 'AwaitingAntifraud'", cancel);

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _disk?.Dispose();
    }

    // The pool may hold connections that a restart has cut.
    private async Task<T> ScalarAsync<T>(string sql, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var command = _source.CreateCommand(sql);
                return (T)(await command.ExecuteScalarAsync(cancel))!;
            }
            catch (NpgsqlException broken) when (broken.IsTransient && attempt < 10)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(300), cancel);
            }
        }
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
