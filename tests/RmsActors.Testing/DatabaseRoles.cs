using System.Security.Cryptography;
using Npgsql;

namespace RmsActors.Testing;

/// <summary>An empty database as an operator prepares it: owned by one role, used by another that has been given nothing yet.</summary>
public sealed class DatabaseRoles
{
    private readonly string _superuser;

    private DatabaseRoles(string superuser, string suffix)
    {
        _superuser = superuser;
        (OwnerName, RuntimeName) = ("rms_owner_" + suffix, "rms_runtime_" + suffix);
        Owner = As(OwnerName);
        Runtime = As(RuntimeName);
    }

    public string OwnerName { get; }

    public string RuntimeName { get; }

    /// <summary>Connection string of the database's owner, who is no superuser.</summary>
    public string Owner { get; }

    /// <summary>Connection string of the role that the system is to run as.</summary>
    public string Runtime { get; }

    /// <summary>Makes database and roles. Skips the test where there is no PostgreSQL.</summary>
    public static async Task<DatabaseRoles> MakeAsync(PostgresFixture postgres)
    {
        var roles = new DatabaseRoles(await postgres.CreateDatabaseAsync(), RandomNumberGenerator.GetHexString(8, lowercase: true));
        await roles.ExecuteAsSuperuserAsync($"""
            CREATE ROLE {roles.OwnerName} LOGIN PASSWORD 'secret';
            CREATE ROLE {roles.RuntimeName} LOGIN PASSWORD 'secret';
            ALTER DATABASE {new NpgsqlConnectionStringBuilder(roles._superuser).Database} OWNER TO {roles.OwnerName};
            """);
        return roles;
    }

    public Task ExecuteAsSuperuserAsync(string sql) => ExecuteAsync(_superuser, sql);

    public Task ExecuteAsOwnerAsync(string sql) => ExecuteAsync(Owner, sql);

    public Task ExecuteAsRuntimeAsync(string sql) => ExecuteAsync(Runtime, sql);

    /// <summary>The first column of a query's rows.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Owner);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var read = new List<string>();
        while (await rows.ReadAsync())
        {
            read.Add(rows.GetString(0));
        }

        return read;
    }

    private string As(string role) => new NpgsqlConnectionStringBuilder(_superuser) { Username = role, Password = "secret" }.ConnectionString;

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
