using Npgsql;

namespace RmsActors.Cli.Stores;

/// <summary>What the roles may do in PostgreSQL once another role owns the tables: the journal is read and appended to, never changed.</summary>
internal static class RuntimeRole
{
    private static readonly IReadOnlyList<(string Privileges, string Tables)> Grants =
    [
        ("SELECT, INSERT", "journal, journal_shards"),
        ("SELECT", "country_risk, payment_type_risk, scoring_policy"),
        ("SELECT, INSERT, DELETE", "quarantined_payments"),
        ("SELECT, INSERT, UPDATE", "payments, wallets"),
        ("SELECT, INSERT", "kyc_answers"),
        // To see that nothing is left to be done.
        ("SELECT", "schemaversions_journal, schemaversions_rms, schemaversions_payments, schemaversions_kyc"),
    ];

    /// <summary>Grants <paramref name="role"/> that, and takes everything else on these tables from it.</summary>
    /// <exception cref="PostgresException">There is no such role, or who connects does not own the tables.</exception>
    public static async Task GrantAsync(string connectionString, string role, CancellationToken cancel)
    {
        using var quoting = new NpgsqlCommandBuilder();
        var grantee = quoting.QuoteIdentifier(role);
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ExecuteAsync(connection, $"GRANT USAGE ON SCHEMA public TO {grantee}", cancel);
        foreach (var (privileges, tables) in Grants)
        {
            await ExecuteAsync(connection, $"REVOKE ALL ON {tables} FROM {grantee}", cancel);
            await ExecuteAsync(connection, $"GRANT {privileges} ON {tables} TO {grantee}", cancel);
        }

        await transaction.CommitAsync(cancel);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
