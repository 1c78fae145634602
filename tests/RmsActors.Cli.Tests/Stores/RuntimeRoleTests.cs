using Npgsql;
using RmsActors.Cli.CommandLine;
using RmsActors.Cli.Stores;
using RmsActors.Cli.Verbs;
using RmsActors.Hosting;
using RmsActors.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace RmsActors.Cli.Tests.Stores;

public class RuntimeRoleTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [SkippableFact]
    public async Task Migrated_by_its_owner_the_database_serves_a_role_that_may_only_read_and_append_the_journal()
    {
        var database = await postgres.CreateDatabaseAsync();
        var role = $"runtime_{Random.Shared.Next():x}";
        await ExecuteAsync(database, $"CREATE ROLE {role} LOGIN PASSWORD 'secret'");
        var runtime = new NpgsqlConnectionStringBuilder(database) { Username = role, Password = "secret" }.ConnectionString;

        // Before: it may not make the tables, and says what to do.
        var refused = await Should.ThrowAsync<InvalidOperationException>(
            AllStores.MigrateAsync(new StoreOptions { Postgres = runtime }, NullLogger.Instance, TimeProvider.System, CancellationToken.None));
        refused.Message.ShouldContain("rms migrate");

        var output = new StringWriter();
        (await RmsCommand.RunAsync([MigrateVerb.Create()], ["migrate", "--postgres", database, "--runtime-role", role], output, output)).ShouldBe(ExitCode.Success, output.ToString());
        output.ToString().ShouldContain($"'{role}' has what the system needs");

        // After: as every role does at its start.
        await AllStores.MigrateAsync(new StoreOptions { Postgres = runtime }, NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        await ExecuteAsync(runtime, "INSERT INTO journal (deleted, persistence_id, sequence_number, created, message) VALUES (false, 'p', 1, 0, '')");
        foreach (var change in (string[])["UPDATE journal SET message = 'x'", "DELETE FROM journal", "TRUNCATE journal", "DROP TABLE journal", "UPDATE scoring_policy SET threshold = 100", "DELETE FROM payments"])
        {
            (await Should.ThrowAsync<PostgresException>(ExecuteAsync(runtime, change))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, change);
        }
    }

    [Fact]
    public async Task A_role_needs_a_database_with_roles()
    {
        var error = new StringWriter();
        (await RmsCommand.RunAsync([MigrateVerb.Create()], ["migrate", "--runtime-role", "r"], TextWriter.Null, error)).ShouldBe(ExitCode.BadInput);
        error.ToString().ShouldContain("--runtime-role: expected --postgres as well");
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
