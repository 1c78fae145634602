using System.Reflection;
using Dapper;
using DbUp;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.Engine.Output;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace RmsActors.Hosting;

/// <summary>
/// Brings a store's schema up to date from the SQL scripts embedded in an assembly, each run once, in name order. Scripts
/// live in a folder per kind of database: <c>Migrations/Sqlite</c> and <c>Migrations/PostgreSql</c> below the store's own.
/// </summary>
public static class Migrations
{
    // Every node of a cluster starts at about the same time, and each brings the schema up to date.
    private const long AdvisoryLock = 0x726d73; // "rms"

    /// <summary>Runs what has not run yet. Safe to call from several processes at once.</summary>
    /// <param name="database">The store.</param>
    /// <param name="assembly">Where the scripts are embedded.</param>
    /// <param name="folder">The store's scripts within the assembly, as a namespace: <c>RmsActors.Kyc.Migrations</c>.</param>
    /// <param name="logger">Is told which scripts ran.</param>
    /// <exception cref="SchemaTooOldException">There is a script to run, and the database role may not run it.</exception>
    /// <exception cref="InvalidOperationException">A script failed; it names which and why.</exception>
    public static async Task RunAsync(Database database, Assembly assembly, string folder, ILogger logger, CancellationToken cancel = default)
    {
        await using var turn = await TakeTurnAsync(database, cancel);
        if (database.Kind == DatabaseKind.Sqlite)
        {
            // Kept in the file itself. Readers and the one writer then do not wait for each other.
            await using var connection = await database.OpenAsync(cancel);
            await connection.ExecuteAsync("PRAGMA journal_mode=WAL");
        }

        var prefix = $"{folder}.{database.Kind}.";
        var result = Target(database)
            .WithScriptsEmbeddedInAssembly(assembly, script => script.StartsWith(prefix, StringComparison.Ordinal))
            .LogTo(new UpgradeLog(logger))
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw Failed(database, result);
        }
    }

    // A script runs in a transaction: what was refused has changed nothing.
    private static InvalidOperationException Failed(Database database, DatabaseUpgradeResult result)
    {
        var script = result.ErrorScript?.Name ?? "before the first script";
        return result.Error is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused
            ? new SchemaTooOldException(
                $"The schema of the {database.Name} store is older than this version needs ({script}), and the role that this process runs as may not change it: {refused.MessageText}; "
                + "run 'rms migrate' of this version first, as the role that owns the tables", refused)
            : new InvalidOperationException($"The schema of the {database.Name} store could not be brought up to date: {script}: {result.Error.Message}", result.Error);
    }

    private static UpgradeEngineBuilder Target(Database database) => database.Kind switch
    {
        DatabaseKind.Sqlite => DeployChanges.To.SqliteDatabase(database.ConnectionString).JournalToSqliteTable($"schemaversions_{database.Name}").WithTransactionPerScript(),
        _ => DeployChanges.To.PostgresqlDatabase(database.ConnectionString).JournalToPostgresqlTable(null, $"schemaversions_{database.Name}").WithTransactionPerScript(),
    };

    private static async Task<IAsyncDisposable> TakeTurnAsync(Database database, CancellationToken cancel)
    {
        if (database.Kind == DatabaseKind.Sqlite)
        {
            return await LockFile.TakeAsync(new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(database.ConnectionString).DataSource + ".migrating", cancel);
        }

        // The lock belongs to the session: closing the connection, or losing it, gives it back.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancel);
            await using var take = new NpgsqlCommand($"SELECT pg_advisory_lock({AdvisoryLock})", connection);
            await take.ExecuteNonQueryAsync(cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private sealed class UpgradeLog(ILogger logger) : IUpgradeLog
    {
        public void LogTrace(string format, params object[] args) => logger.LogTrace("{Message}", Text(format, args));

        public void LogDebug(string format, params object[] args) => logger.LogDebug("{Message}", Text(format, args));

        public void LogInformation(string format, params object[] args) => logger.LogDebug("{Message}", Text(format, args));

        public void LogWarning(string format, params object[] args) => logger.LogWarning("{Message}", Text(format, args));

        // A failure is told by whoever gets it as an exception, once.
        public void LogError(string format, params object[] args) => logger.LogDebug("{Message}", Text(format, args));

        public void LogError(Exception exception, string format, params object[] args) => logger.LogDebug(exception, "{Message}", Text(format, args));

        private static string Text(string format, object[] args) => string.Format(System.Globalization.CultureInfo.InvariantCulture, format, args);
    }
}
