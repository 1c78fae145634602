using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Testing;

namespace RmsActors.Kyc.Tests;

public class KycStoreTests(StoreFixture stores) : IClassFixture<StoreFixture>
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Start);

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_known_wallet_has_its_score_and_an_unknown_one_none(DatabaseKind kind)
    {
        await using var database = Database.Of(await stores.CreateAsync(kind), "kyc");
        var store = await PreparedAsync(database);
        await store.ImportAsync([new("w-1", 12.50m), new("w-2", 100m), new("w-3", 0m)]);

        var replies = await store.AnswerAsync([Request("p-1", "w-2"), Request("p-2", "w-1"), Request("p-3", "w-9"), Request("p-4", "w-3")]);

        replies.ShouldBe(
        [
            new KycReply(KycStatus.Scored, 100m, KycCorrelation.RequestIdOf("p-1"), "p-1", "w-2", Start),
            new KycReply(KycStatus.Scored, 12.50m, KycCorrelation.RequestIdOf("p-2"), "p-2", "w-1", Start),
            new KycReply(KycStatus.UnknownWallet, null, KycCorrelation.RequestIdOf("p-3"), "p-3", "w-9", Start),
            new KycReply(KycStatus.Scored, 0m, KycCorrelation.RequestIdOf("p-4"), "p-4", "w-3", Start),
        ]);
    }

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_repeated_request_has_the_same_answer_to_the_byte_whatever_has_become_of_the_wallet(DatabaseKind kind)
    {
        var options = await stores.CreateAsync(kind);
        byte[] scored, unknown;
        await using (var database = Database.Of(options, "kyc"))
        {
            var store = await PreparedAsync(database);
            await store.ImportAsync([new("w-1", 12.5m)]);
            scored = MessageCodec.Encode((await store.AnswerAsync([Request("p-1", "w-1")])).Single());
            unknown = MessageCodec.Encode((await store.AnswerAsync([Request("p-2", "w-2")])).Single());
        }

        _time.Advance(TimeSpan.FromDays(1));
        await using (var database = Database.Of(options, "kyc"))
        {
            var store = await PreparedAsync(database);
            await store.ImportAsync([new("w-1", 99m), new("w-2", 1m)]);
            var again = await store.AnswerAsync([Request("p-2", "w-2", attempt: 2), Request("p-1", "w-1", attempt: 2), Request("p-1", "w-1", attempt: 3), Request("p-3", "w-1")]);

            MessageCodec.Encode(again[0]).ShouldBe(unknown);
            MessageCodec.Encode(again[1]).ShouldBe(scored);
            MessageCodec.Encode(again[2]).ShouldBe(scored);
            again[3].Score.ShouldBe(99m);
        }
    }

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Instances_that_answer_the_same_requests_at_once_give_the_same_answers(DatabaseKind kind)
    {
        await using var database = Database.Of(await stores.CreateAsync(kind), "kyc");
        var store = await PreparedAsync(database);
        var requests = Enumerable.Range(0, 50).Select(number => Request($"p-{number}", "w-1")).ToList();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async instance =>
        {
            await store.ImportAsync([new("w-1", instance)]);
            var mine = instance % 2 == 0 ? requests : Enumerable.Reverse(requests).ToList();
            return (await new KycStore(database, _time).AnswerAsync(mine)).OrderBy(reply => reply.RequestId, StringComparer.Ordinal).ToList();
        }));

        answers.ShouldAllBe(answer => answer.SequenceEqual(answers[0]));
    }

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Wallets_and_requests_are_compared_ordinally(DatabaseKind kind)
    {
        await using var database = Database.Of(await stores.CreateAsync(kind), "kyc");
        var store = await PreparedAsync(database);
        // "é" once as one code point and once as two; the last is as long as a wallet id may be, in characters of four bytes.
        string[] wallets = ["w", "W", "w ", "\u00E9", "e\u0301", "'; DROP TABLE wallets --", string.Concat(Enumerable.Repeat("💶", 1024))];
        await store.ImportAsync(wallets.Select((wallet, index) => new WalletScore(wallet, index)));

        var replies = await store.AnswerAsync([.. wallets.Select(wallet => Request(wallet.Length > 50 ? "long" : "p" + wallet, wallet))]);

        replies.Select(reply => reply.Score).ShouldBe(Enumerable.Range(0, wallets.Length).Select(index => (decimal?)index));
    }

    [Fact]
    public async Task A_batch_that_cannot_be_stored_is_not_answered_at_all()
    {
        await using var database = Database.Of(await stores.CreateAsync(DatabaseKind.Sqlite), "kyc");
        var store = await PreparedAsync(database);
        await using (var connection = await database.OpenAsync())
        {
            await connection.ExecuteAsync("CREATE TRIGGER refuses BEFORE INSERT ON kyc_answers WHEN new.payment_id = 'p-2' BEGIN SELECT RAISE(ABORT, 'no'); END");
        }

        await Should.ThrowAsync<System.Data.Common.DbException>(() => store.AnswerAsync([Request("p-1", "w"), Request("p-2", "w")]));

        await using var check = await database.OpenAsync();
        (await check.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM kyc_answers")).ShouldBe(0);
    }

    private static KycRequest Request(string paymentId, string walletId, int attempt = 1) =>
        new(KycCorrelation.RequestIdOf(paymentId), paymentId, walletId, attempt, Start, Start.AddSeconds(10));

    private async Task<KycStore> PreparedAsync(Database database)
    {
        var store = new KycStore(database, _time);
        await store.MigrateAsync(NullLogger.Instance);
        return store;
    }
}
