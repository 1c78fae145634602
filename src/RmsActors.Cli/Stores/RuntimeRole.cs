using Npgsql;

namespace RmsActors.Cli.Stores;

/// <summary>What the roles may do in PostgreSQL once another role owns the tables: the journal is read and appended to, never changed.</summary>
internal static class RuntimeRole
{
    /// <summary>Every table of the system, and what statements of the roles need of it.</summary>
    public static IReadOnlyList<(string Privileges, string[] Tables)> Grants { get; } =
    [
        ("SELECT, INSERT", ["journal", "journal_shards"]),
        ("SELECT", ["country_risk", "payment_type_risk", "scoring_policy"]),
        ("SELECT, INSERT, DELETE", ["quarantined_payments"]),
        ("SELECT, INSERT, UPDATE", ["payments", "wallets"]),
        ("SELECT, INSERT", ["kyc_answers"]),
        // To see that nothing is left to be done.
        ("SELECT", ["schemaversions_journal", "schemaversions_rms", "schemaversions_payments", "schemaversions_kyc"]),
    ];

    /// <summary>Grants <paramref name="role"/> that, and takes everything else on these tables from it.</summary>
    /// <exception cref="PostgresException">There is no such role, or who connects does not own the tables.</exception>
    /// <exception cref="InvalidOperationException">The role could change the journal all the same: it may make tables, or owns these.</exception>
    public static async Task GrantAsync(string connectionString, string role, CancellationToken cancel)
    {
        using var quoting = new NpgsqlCommandBuilder();
        var grantee = quoting.QuoteIdentifier(role);
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var schema = quoting.QuoteIdentifier((string)(await ScalarAsync(connection, "SELECT current_schema()::text", cancel))!);
        await ExecuteAsync(connection, $"GRANT USAGE ON SCHEMA {schema} TO {grantee}", cancel);
        foreach (var (privileges, tables) in Grants)
        {
            var all = string.Join(", ", tables);
            await ExecuteAsync(connection, $"REVOKE ALL ON {all} FROM {grantee}", cancel);
            await ExecuteAsync(connection, $"GRANT {privileges} ON {all} TO {grantee}", cancel);
        }

        await RequireBoundsAsync(connection, role, schema, cancel);
        await transaction.CommitAsync(cancel);
    }

    // Rights can also come from PUBLIC, from other roles and from being a superuser; none of these is ours to take.
    private static async Task RequireBoundsAsync(NpgsqlConnection connection, string role, string schema, CancellationToken cancel)
    {
        if (await ScalarAsync(connection, "SELECT has_table_privilege($1, 'journal', 'UPDATE, DELETE, TRUNCATE')", cancel, role) is true)
        {
            throw new InvalidOperationException($"'{role}' may change the journal: it is a superuser, or has the rights of another role that may; take another one to run the system as");
        }

        if (await ScalarAsync(connection, "SELECT has_schema_privilege($1, current_schema(), 'CREATE')", cancel, role) is true)
        {
            throw new InvalidOperationException($"'{role}' may make tables, as everybody may by default before PostgreSQL 15: REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, as the schema's owner");
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancel, params string[] arguments)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var argument in arguments)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = argument });
        }

        return await command.ExecuteScalarAsync(cancel);
    }
}
