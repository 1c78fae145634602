using System.Net;
using Npgsql;

namespace RmsActors.Chaos.Harness;

/// <summary>A journal that nothing is appended to until this is disposed of: what is to be appended waits in the database.</summary>
internal sealed class HeldJournal : IAsyncDisposable
{
    // A single question on a connection of its own: within the holder's transaction, the activity of others would look the same all the time.
    private const string Waiting =
        """
        FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO journal%'
            AND (host(client_addr), client_port) IN (SELECT * FROM unnest($1::text[], $2::integer[]))
        """;

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _holder;

    private HeldJournal(NpgsqlDataSource source, NpgsqlConnection holder) => (_source, _holder) = (source, holder);

    /// <summary>Ends once it is held. Reading goes on.</summary>
    public static async Task<HeldJournal> HoldAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        var holder = await source.OpenConnectionAsync(cancel);
        var held = new HeldJournal(source, holder);
        try
        {
            await using var begin = new NpgsqlCommand("BEGIN; LOCK TABLE journal IN EXCLUSIVE MODE", holder);
            await begin.ExecuteNonQueryAsync(cancel);
            return held;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>How many statements of these clients wait to append.</summary>
    public Task<int> WaitingAsync(IReadOnlyCollection<IPEndPoint> clients, CancellationToken cancel) => CountAsync("SELECT count(*) " + Waiting, clients, cancel);

    /// <summary>Ends them for good: what they were to append is not.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> CutAsync(IReadOnlyCollection<IPEndPoint> clients, CancellationToken cancel) =>
        CountAsync("SELECT count(pg_terminate_backend(pid, 5000)) " + Waiting, clients, cancel);

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
        return (int)(long)(await command.ExecuteScalarAsync(cancel))!;
    }
}
