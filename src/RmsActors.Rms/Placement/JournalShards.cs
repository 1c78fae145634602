using System.ComponentModel.DataAnnotations;
using Dapper;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;

namespace RmsActors.Rms.Placement;

/// <summary>The number of shards that the journal's first node was started with, which all nodes have to share.</summary>
public static class JournalShards
{
    /// <summary>Remembers the number in a new journal, and compares it with an old one's.</summary>
    /// <exception cref="ValidationException">The journal's is another.</exception>
    public static async Task RequireAsync(Database journal, int partitions, CancellationToken cancel)
    {
        await using var connection = await journal.OpenAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO journal_shards (one, shards) VALUES (1, @partitions) ON CONFLICT DO NOTHING", new { partitions }, cancellationToken: cancel));
        var shards = await connection.ExecuteScalarAsync<int>(new CommandDefinition("SELECT shards FROM journal_shards", cancellationToken: cancel));
        if (shards != partitions)
        {
            throw new ValidationException(
                $"{RmsOptions.Section}:{nameof(RmsOptions.Partitions)} = {partitions}: this journal was started with {shards} shards, and nodes with other numbers would own the same payments twice; "
                + $"set {shards}, or, to change the number, let every payment be decided, stop all nodes, give the topics {partitions} partitions, and 'UPDATE journal_shards SET shards = {partitions}'");
        }
    }
}
