using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using RmsActors.Testing;

namespace RmsActors.Hosting.Tests;

public class MigrationsTests(StoreFixture stores) : IClassFixture<StoreFixture>
{
    private const string Scripts = "RmsActors.Hosting.Tests.Scripts";

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Each_script_runs_once_in_name_order(DatabaseKind kind)
    {
        await using var database = Database.Of(await stores.CreateAsync(kind), "things");

        await RunAsync(database);
        await RunAsync(database);

        (await ThingsAsync(database)).ShouldBe([$"from the second script of {kind}"]);
    }

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Several_that_start_at_once_run_each_script_once(DatabaseKind kind)
    {
        var options = await stores.CreateAsync(kind);
        var databases = Enumerable.Range(0, 6).Select(_ => Database.Of(options, "things")).ToList();

        await Task.WhenAll(databases.Select(database => Task.Run(() => RunAsync(database))));

        (await ThingsAsync(databases[0])).ShouldBe([$"from the second script of {kind}"]);
        await Task.WhenAll(databases.Select(database => database.DisposeAsync().AsTask()));
    }

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_script_that_fails_is_named_with_the_store_and_has_changed_nothing(DatabaseKind kind)
    {
        await using var database = Database.Of(await stores.CreateAsync(kind), "things");

        var failed = await Should.ThrowAsync<InvalidOperationException>(
            () => Migrations.RunAsync(database, GetType().Assembly, "RmsActors.Hosting.Tests.Broken", NullLogger.Instance));

        failed.Message.ShouldStartWith($"The schema of the things store could not be brought up to date: RmsActors.Hosting.Tests.Broken.{kind}.0002_broken.sql: ");
        failed.InnerException.ShouldNotBeNull();
        await using var connection = await database.OpenAsync();
        (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM fine")).ShouldBe(0);
        await Should.ThrowAsync<System.Data.Common.DbException>(connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM half_done"));
    }

    [Fact]
    public async Task A_sqlite_store_lets_readers_and_the_writer_work_at_the_same_time()
    {
        await using var database = Database.Of(await stores.CreateAsync(DatabaseKind.Sqlite), "things");
        await RunAsync(database);

        await using var connection = await database.OpenAsync();
        (await connection.ExecuteScalarAsync<string>("PRAGMA journal_mode")).ShouldBe("wal");
    }

    private static Task RunAsync(Database database) => Migrations.RunAsync(database, typeof(MigrationsTests).Assembly, Scripts, NullLogger.Instance);

    private static async Task<IEnumerable<string>> ThingsAsync(Database database)
    {
        await using var connection = await database.OpenAsync();
        return await connection.QueryAsync<string>("SELECT id FROM things");
    }
}
