using Dapper;
using Npgsql;
using RmsActors.Hosting;
using RmsActors.Rms.Journal;
using RmsActors.Testing;

namespace RmsActors.Rms.Tests.Journal;

public class JournalConnectionTests(StoreFixture stores) : IClassFixture<StoreFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(4_500);

    [SkippableTheory]
    [InlineData("", "250ms", "4500ms")]
    [InlineData("-c lock_timeout=2s", "2s", "4500ms")]
    [InlineData("-c search_path=public", "250ms", "4500ms")]
    public async Task Waiting_is_bounded_unless_the_connection_string_says_otherwise(string given, string lockTimeout, string idleTimeout)
    {
        var store = await stores.CreateAsync(DatabaseKind.PostgreSql);
        store.Postgres = new NpgsqlConnectionStringBuilder(store.Postgres) { Options = given }.ConnectionString;
        await using var database = Database.Of(store, "journal");
        await using var connection = new NpgsqlConnection(JournalConnection.StringOf(database, Patience));
        await connection.OpenAsync();

        (await connection.ExecuteScalarAsync<string>("SHOW lock_timeout")).ShouldBe(lockTimeout);
        (await connection.ExecuteScalarAsync<string>("SHOW idle_in_transaction_session_timeout")).ShouldBe(idleTimeout);
        connection.ConnectionTimeout.ShouldBe(5);
        connection.CreateCommand().CommandTimeout.ShouldBe(5);
    }

    [Fact]
    public async Task On_SQLite_the_connection_string_stays_as_it_is()
    {
        await using var database = Database.Of(await stores.CreateAsync(DatabaseKind.Sqlite), "journal");
        JournalConnection.StringOf(database, Patience).ShouldBe(database.ConnectionString);
    }
}
