using System.Net;
using Npgsql;

namespace RmsActors.Chaos.Harness;

/// <summary>A table that nobody changes until this is disposed of: what is to be changed waits in the database. Reading goes on.</summary>
internal sealed class HeldTable : IAsyncDisposable
{
    // A single question on a connection of its own: within the holder's transaction, the activity of others would look the same all the time.
    private const string Waiting =
        """
        FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $3
            AND (host(client_addr), client_port) IN (SELECT * FROM unnest($1::text[], $2::integer[]))
        """;

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _holder;
    private readonly string _statements;

    private HeldTable(NpgsqlDataSource source, NpgsqlConnection holder, string statements) => (_source, _holder, _statements) = (source, holder, statements);

    /// <summary>Ends once it is held, and what is being changed is changed.</summary>
    /// <param name="change">How the statements begin that are looked for, such as <c>INSERT INTO journal</c>.</param>
    public static async Task<HeldTable> HoldAsync(NpgsqlDataSource source, string table, string change, CancellationToken cancel)
    {
        var holder = await source.OpenConnectionAsync(cancel);
        var held = new HeldTable(source, holder, change + "%");
        try
        {
            await using var begin = new NpgsqlCommand($"BEGIN; LOCK TABLE {table} IN EXCLUSIVE MODE", holder);
            await begin.ExecuteNonQueryAsync(cancel);
            return held;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>How many statements of these clients wait.</summary>
    public Task<int> WaitingAsync(IReadOnlyCollection<IPEndPoint> clients, CancellationToken cancel) => CountAsync("SELECT count(*) " + Waiting, clients, cancel);

    /// <summary>Ends them for good: what they were to change is not.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> CutAsync(IReadOnlyCollection<IPEndPoint> clients, CancellationToken cancel) =>
        CountAsync("SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 5000)) " + Waiting, clients, cancel);

    /// <summary>Lets all go on.</summary>
    public async ValueTask DisposeAsync()
    {
        // Also if the server is gone: with the connection goes its lock.
        NpgsqlConnection.ClearPool(_holder);
        await _holder.DisposeAsync();
    }

    private async Task<int> CountAsync(string sql, IReadOnlyCollection<IPEndPoint> clients, CancellationToken cancel)
    {
        await using var command = _source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = clients.Select(client => client.Address.ToString()).ToArray() });
        command.Parameters.Add(new() { Value = clients.Select(client => client.Port).ToArray() });
        command.Parameters.Add(new() { Value = _statements });
        return (int)(long)(await command.ExecuteScalarAsync(cancel))!;
    }
}
