using Akka.Persistence.Sql.Journal;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using RmsActors.Hosting;
using RmsActors.Rms.Journal;
using RmsActors.Rms.Payments;
using RmsActors.Testing;

namespace RmsActors.Rms.Tests.Journal;

/// <summary>What a duplicate key does to those whose rows share its transaction.</summary>
[Collection(nameof(OneAtATime))]
public class PaymentJournalTests(StoreFixture stores) : IClassFixture<StoreFixture>
{
    private const int Users = 100;
    private const string Unlucky = "user-50";

    // The identifier of Akka's own serializer of byte arrays.
    private const int AkkaBytes = 4;

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_duplicate_key_fails_its_own_persist_only(DatabaseKind kind)
    {
        var database = await JournalAsync(kind);
        using var node = new JournalNode(database, typeof(PaymentJournal));
        var users = node.Start(Users);
        await InsertAsync(database, Unlucky, 1);

        var outcomes = await node.StoreTogetherAsync(users.Values);

        var failed = outcomes.OfType<JournalUser.Failed>().ShouldHaveSingleItem();
        failed.PersistenceId.ShouldBe(Unlucky);
        outcomes.OfType<JournalUser.Stored>().Count().ShouldBe(Users - 1);
        node.ExpectTerminated(users[Unlucky]);
        (await RowsAsync(database)).ShouldBe(Users);

        // Nobody else has stopped, and each goes on from its own number.
        users.Remove(Unlucky);
        outcomes = await node.StoreTogetherAsync(users.Values);
        outcomes.ShouldAllBe(outcome => outcome.Equals(new JournalUser.Stored(2)));
        (await RowsAsync(database)).ShouldBe((2 * Users) - 1);
    }

    /// <summary>Why there is a journal of our own, and that the callers above do share a transaction. On SQLite, whose driver blocks, they rarely do.</summary>
    [SkippableFact]
    public async Task The_journal_underneath_fails_everybody_in_the_transaction()
    {
        var database = await JournalAsync(DatabaseKind.PostgreSql);
        using var node = new JournalNode(database, typeof(SqlWriteJournal));
        var users = node.Start(Users);
        await InsertAsync(database, Unlucky, 1);

        var outcomes = await node.StoreTogetherAsync(users.Values);

        outcomes.OfType<JournalUser.Failed>().Count().ShouldBeGreaterThan(Users / 2);
    }

    [SkippableFact]
    public async Task A_recovery_waits_until_a_write_has_been_written_again()
    {
        var database = await JournalAsync(DatabaseKind.PostgreSql);
        using var node = new JournalNode(database, typeof(PaymentJournal));
        var users = node.Start(Users);
        await InsertAsync(database, Unlucky, 1);

        var outcomes = await node.StoreTogetherAsync(users.Values, () =>
        {
            foreach (var (id, user) in users)
            {
                node.Sys.Stop(user);
                node.ExpectTerminated(user);
                node.Incarnate(id);
            }
        });

        outcomes.ShouldAllBe(outcome => outcome.Equals(new JournalUser.Recovered(1, 1)));
    }

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Many_recover_at_once_each_its_own_events_and_a_row_that_cannot_be_read_is_its_owners_trouble(DatabaseKind kind)
    {
        var database = await JournalAsync(kind);
        using var node = new JournalNode(database, typeof(PaymentJournal));
        var users = node.Start(Users);
        await node.StoreTogetherAsync(users.Values);
        await node.StoreTogetherAsync(users.Values);
        await ExecuteAsync(database, $"UPDATE journal SET identifier = 4711 WHERE persistence_id = '{Unlucky}' AND sequence_number = 2");
        foreach (var user in users.Values)
        {
            node.Sys.Stop(user);
            node.ExpectTerminated(user);
        }

        var again = users.Keys.ToDictionary(id => id, node.Incarnate);

        node.ReceiveN(Users - 1, JournalNode.Limit).ShouldAllBe(message => message.Equals(new JournalUser.Recovered(2, 2)));
        node.ExpectTerminated(again[Unlucky]);
    }

    [SkippableFact]
    public async Task A_duplicate_key_that_is_nobodys_goes_to_the_caller()
    {
        var database = await JournalAsync(DatabaseKind.PostgreSql);
        using var node = new JournalNode(database, typeof(PaymentJournal));
        var users = node.Start(1);
        // A sequence is not rolled back, and so counts the attempts.
        await ExecuteAsync(database,
            """
            CREATE SEQUENCE attempts;
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
              $$ BEGIN PERFORM nextval('attempts'); RAISE EXCEPTION 'refused' USING ERRCODE = 'unique_violation'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION refuse();
            """);

        (await node.StoreTogetherAsync(users.Values)).ShouldHaveSingleItem().ShouldBeOfType<JournalUser.Failed>();

        // It was alone in its batch: there is nobody to be told apart from.
        (await ScalarAsync(database, "SELECT last_value FROM attempts")).ShouldBe(1);
    }

    private static async Task InsertAsync(Database database, string persistenceId, long sequenceNumber)
    {
        await using var connection = await database.OpenAsync();
        await connection.ExecuteAsync(
            """
            INSERT INTO journal (deleted, persistence_id, sequence_number, created, message, identifier, manifest)
            VALUES (FALSE, @persistenceId, @sequenceNumber, 0, @message, @bytes, '')
            """,
            new { persistenceId, sequenceNumber, message = new byte[] { 2 }, bytes = AkkaBytes });
    }

    private static async Task ExecuteAsync(Database database, string statements)
    {
        await using var connection = await database.OpenAsync();
        await connection.ExecuteAsync(statements);
    }

    private static Task<long> RowsAsync(Database database) => ScalarAsync(database, "SELECT COUNT(*) FROM journal");

    private static async Task<long> ScalarAsync(Database database, string query)
    {
        await using var connection = await database.OpenAsync();
        return await connection.ExecuteScalarAsync<long>(query);
    }

    private async Task<Database> JournalAsync(DatabaseKind kind)
    {
        var database = Database.Of(await stores.CreateAsync(kind), "journal");
        await Migrations.RunAsync(database, typeof(PaymentActor).Assembly, "RmsActors.Rms.Migrations.Journal", NullLogger.Instance);
        return database;
    }
}
