using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace RmsActors.Hosting;

/// <summary>The kinds of database that a store can be in.</summary>
public enum DatabaseKind
{
    /// <summary>A file in the data folder, with a write-ahead log; several processes may use it.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server; the stores share one database and differ by table.</summary>
    PostgreSql,
}

/// <summary>
/// One store's database: where it is and how to open a connection. Statements are written so that both kinds take them.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly DbDataSource _source;

    private Database(string name, DatabaseKind kind, string connectionString, DbDataSource source)
    {
        Name = name;
        Kind = kind;
        ConnectionString = connectionString;
        _source = source;
    }

    /// <summary>The store's name: <c>payments</c>, <c>kyc</c>, <c>rms</c> or <c>journal</c>.</summary>
    public string Name { get; }

    /// <summary>What it is kept in; statements that differ between the kinds ask for it.</summary>
    public DatabaseKind Kind { get; }

    /// <summary>For those that open connections themselves, such as the journal; it may hold a password.</summary>
    public string ConnectionString { get; }

    /// <summary>Names the database of one store. Nothing is opened yet; the data folder is made.</summary>
    /// <param name="options">Which kind, and where; read as settings, and so checked.</param>
    /// <param name="name">The store; names the file on SQLite.</param>
    /// <exception cref="OptionsException">The folder cannot be used.</exception>
    public static Database Of(StoreOptions options, string name)
    {
        if (options.Postgres is { Length: > 0 } postgres)
        {
            var connection = new NpgsqlConnectionStringBuilder(postgres) { ApplicationName = $"rms {name}" }.ConnectionString;
            return new Database(name, DatabaseKind.PostgreSql, connection, NpgsqlDataSource.Create(connection));
        }

        try
        {
            Directory.CreateDirectory(options.Data);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new OptionsException($"{StoreOptions.Section}:{nameof(StoreOptions.Data)} = '{options.Data}': expected a folder that can be made and written: {unusable.Message}");
        }

        var file = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(Path.GetFullPath(options.Data), name + ".db"),
            DefaultTimeout = 30,
        }.ConnectionString;
        return new Database(name, DatabaseKind.Sqlite, file, SqliteFactory.Instance.CreateDataSource(file));
    }

    /// <summary>Opens a pooled connection.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async ValueTask<DbConnection> OpenAsync(CancellationToken cancel = default)
    {
        var connection = await _source.OpenConnectionAsync(cancel);
        if (Kind == DatabaseKind.Sqlite)
        {
            SqlitePatience.Apply(connection);
        }

        return connection;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
