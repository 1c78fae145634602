using System.Security.Cryptography;
using Npgsql;
using Xunit;

namespace RmsActors.Testing;

/// <summary>
/// A PostgreSQL server for tests, as a class fixture; each test takes a database of its own. It is the server that the
/// connection string in <c>RMS_TEST_POSTGRES</c> names, or else a private cluster, one a test process, started when the first
/// database is asked for. Where there is neither, the test is skipped (use <c>[SkippableFact]</c> or <c>[SkippableTheory]</c>)
/// and says why; with <c>RMS_REQUIRE_POSTGRES=1</c> it fails instead.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    // A machine with much else to do may take this long to make a database.
    private const int Seconds = 60;

    private static readonly Lazy<Task<(string? Server, string? Problem)>> Server = new(FindServerAsync);
    private readonly List<(string Server, string Database)> _made = [];
    private readonly List<PostgresServer> _started = [];

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Makes an empty database and returns its connection string. Skips the test where there is no PostgreSQL.</summary>
    /// <param name="encoding">One that has not all characters makes a server refuse some values.</param>
    public async Task<string> CreateDatabaseAsync(string encoding = "UTF8")
    {
        var (server, problem) = await Server.Value;
        SkipWithout(server, problem);
        var name = "rms_test_" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        await ExecuteAsync(server!, $"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'");
        lock (_made)
        {
            _made.Add((server!, name));
        }

        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    /// <summary>Starts a server of the test's own, to be crashed and frozen. Skips the test where none is installed.</summary>
    public async Task<PostgresServer> StartServerAsync()
    {
        var (server, problem) = await PostgresServer.StartAsync();
        SkipWithout(server, problem);
        lock (_started)
        {
            _started.Add(server!);
        }

        return server!;
    }

    /// <summary>Drops the databases, also under connections that are still open, and ends the servers.</summary>
    public async Task DisposeAsync()
    {
        foreach (var server in _started)
        {
            await server.DisposeAsync();
        }

        foreach (var (server, database) in _made)
        {
            await ExecuteAsync(server, $"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
        }
    }

    private static void SkipWithout(object? server, string? problem)
    {
        if (server is null)
        {
            Assert.False(Environment.GetEnvironmentVariable("RMS_REQUIRE_POSTGRES") == "1", $"RMS_REQUIRE_POSTGRES=1, and there is no PostgreSQL: {problem}");
            Skip.If(true, $"No PostgreSQL: {problem}");
        }
    }

    private static async Task<(string? Server, string? Problem)> FindServerAsync()
    {
        if (Environment.GetEnvironmentVariable("RMS_TEST_POSTGRES") is { Length: > 0 } given)
        {
            return (given, null);
        }

        var (server, problem) = await PostgresServer.StartAsync();
        return (server?.ConnectionString, problem);
    }

    private static async Task ExecuteAsync(string server, string statement)
    {
        var patient = new NpgsqlConnectionStringBuilder(server) { Timeout = Seconds, CommandTimeout = Seconds };
        await using var connection = new NpgsqlConnection(patient.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
