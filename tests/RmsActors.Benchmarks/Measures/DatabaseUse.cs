using Npgsql;

namespace RmsActors.Benchmarks.Measures;

/// <summary>What a database has done so far, by pg_stat_statements: every statement of the journal's hot path is a transaction of its own.</summary>
/// <param name="Rows">Inserted.</param>
/// <param name="Reads">Queries.</param>
/// <param name="Writes">Inserting statements.</param>
internal sealed record DatabaseUse(long Rows, long Reads, long Writes)
{
    public static async Task<DatabaseUse> OfAsync(string database, CancellationToken cancel)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { MaxPoolSize = 1 });
        await using var query = source.CreateCommand(
            """
            SELECT coalesce(sum(rows) FILTER (WHERE query ILIKE 'insert into %journal%'), 0)::bigint,
                   coalesce(sum(calls) FILTER (WHERE query ILIKE 'select%journal%'), 0)::bigint,
                   coalesce(sum(calls) FILTER (WHERE query ILIKE 'insert into %journal%'), 0)::bigint
            FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
            """);
        await using var reader = await query.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return new DatabaseUse(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }
}
