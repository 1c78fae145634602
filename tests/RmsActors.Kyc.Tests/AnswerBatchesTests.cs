using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Testing;

namespace RmsActors.Kyc.Tests;

public sealed class AnswerBatchesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public async Task A_request_that_the_database_cannot_hold_fails_alone_and_as_what_it_is()
    {
        await using var database = Database.Of(new StoreOptions { Postgres = await postgres.CreateDatabaseAsync() }, "kyc");
        await using var answers = new AnswerBatches(await PreparedAsync(database));

        var asked = Enumerable.Range(0, 20).Select(number => answers.AnswerAsync(Request(number == 7 ? Unindexable : $"r-{number}"), default)).ToList();

        var refusal = await Should.ThrowAsync<DbException>(asked[7]);
        DatabaseRefusal.IsOfValue(refusal).ShouldBeTrue(refusal.Message);
        asked.RemoveAt(7);
        (await Task.WhenAll(asked)).ShouldAllBe(reply => reply.Status == KycStatus.UnknownWallet);
    }

    [SkippableFact]
    public async Task A_database_that_hangs_does_not_hold_the_end_up()
    {
        await using var database = Database.Of(new StoreOptions { Postgres = await postgres.CreateDatabaseAsync() }, "kyc");
        var answers = new AnswerBatches(await PreparedAsync(database));
        await using var holder = (NpgsqlConnection)await database.OpenAsync();
        await using var held = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("LOCK TABLE kyc_answers", holder, held))
        {
            await hold.ExecuteNonQueryAsync();
        }

        var asked = Enumerable.Range(0, 500).Select(number => answers.AnswerAsync(Request($"r-{number}"), default)).ToList();
        await Eventually.TrueAsync(async () => await WaitingAsync(holder, held), "its statement waits");

        await answers.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(15));

        foreach (var one in asked)
        {
            await Should.ThrowAsync<Exception>(one);
        }
    }

    // An index entry holds 2704 bytes at most; characters that do not repeat cannot be compressed below that.
    private static string Unindexable => string.Concat(Enumerable.Range(0, 1024).Select(number => (char)(0x4E00 + (number * 7919 % 20_000))));

    private static KycRequest Request(string requestId) => new(requestId, "p", "w", 1, Start, Start.AddSeconds(10));

    private static async Task<KycStore> PreparedAsync(Database database)
    {
        var store = new KycStore(database, TimeProvider.System);
        await store.MigrateAsync(NullLogger.Instance);
        return store;
    }

    private static async Task<bool> WaitingAsync(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        await using var look = new NpgsqlCommand("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'kyc_answers'::regclass", connection, transaction);
        return await look.ExecuteScalarAsync() is > 0L;
    }
}
