using System.Data.Common;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Payments;
using RmsActors.Testing;

namespace RmsActors.Antifraud.Tests;

/// <summary>A database that is down is waited for; a value that it will never take is put aside, alone.</summary>
public sealed class DatabaseErrorTests(StoreFixture stores, PostgresFixture postgres) : IClassFixture<StoreFixture>, IClassFixture<PostgresFixture>
{
    private readonly Counters _counters = new();

    [SkippableTheory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.PostgreSql)]
    public async Task A_database_without_its_table_fails_the_batch_and_condemns_no_record(DatabaseKind kind)
    {
        var store = new PaymentStore(Database.Of(await stores.CreateAsync(kind), "payments"), TimeProvider.System);

        await Should.ThrowAsync<DbException>(() => DecisionsOn(store).HandleAsync([Decision("1"), Decision("2")], CancellationToken.None));
        await Should.ThrowAsync<DbException>(() => ReadyOn(store, null!).HandleAsync([Ready("1"), Ready("2")], CancellationToken.None));
        _counters.Snapshot().ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_server_that_is_not_there_fails_the_batch_and_condemns_no_record()
    {
        var port = LoopbackPorts.Free(1)[0];
        var store = new PaymentStore(Database.Of(new StoreOptions { Postgres = $"Host=127.0.0.1;Port={port};Username=nobody" }, "payments"), TimeProvider.System);

        await Should.ThrowAsync<DbException>(() => DecisionsOn(store).HandleAsync([Decision("1")], CancellationToken.None));
    }

    [SkippableFact]
    public async Task A_value_that_the_database_has_no_characters_for_is_put_aside_and_the_others_are_applied()
    {
        var store = await Latin1StoreAsync();
        await store.AcceptAsync([Payment("é"), Payment("b")]);

        var outcomes = await DecisionsOn(store).HandleAsync([Decision("é"), Decision("💳"), Decision("b")], CancellationToken.None);

        outcomes[0].ShouldBe(Outcome.Done);
        outcomes[1].ToString().ShouldContain("the database cannot hold this value");
        outcomes[2].ShouldBe(Outcome.Done);
        (await store.CountAsync())[PaymentStatus.Approved].ShouldBe(2);
        _counters.Snapshot().ShouldBe(new Dictionary<string, long> { ["decisionsApplied"] = 2, ["decisionsPoison"] = 1 }, ignoreOrder: true);
    }

    [SkippableFact]
    public async Task An_announcement_that_the_database_has_no_characters_for_is_put_aside_and_the_others_are_sent()
    {
        using var broker = EmbeddedBroker.Start([(Topics.PaymentDetails, 1)]);
        await using var producer = KafkaProducer.Start(new ProducerSettings(new KafkaOptions { Bootstrap = broker.Bootstrap, Embedded = true }), NullLogger.Instance);
        var store = await Latin1StoreAsync();
        await store.AcceptAsync([Payment("é"), Payment("b")]);

        var outcomes = await ReadyOn(store, producer).HandleAsync([Ready("é"), Ready("💳"), Ready("b")], CancellationToken.None);

        outcomes[0].ShouldBe(Outcome.Done);
        outcomes[1].ToString().ShouldContain("the database cannot hold this value");
        outcomes[2].ShouldBe(Outcome.Done);
        _counters.Snapshot()["detailsSent"].ShouldBe(2);
    }

    private static PaymentDetails Payment(string id) => new(id, "w", 1m, "EUR", "FR", "card", new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.Zero));

    private static ConsumeResult<byte[]?, byte[]?> Ready(string id) => Record(Topics.PaymentReadyForAntifraud, MessageCodec.Encode(new PaymentReady(id)));

    private static ConsumeResult<byte[]?, byte[]?> Decision(string id) => Record(
        Topics.PayDecision,
        MessageCodec.Encode(new PayDecision(
            id, DecisionKind.Approve, 50m, 70m, 1, new DecisionScores(new(50m, 0.5m, false), new(50m, 0.3m, false), new(50m, 0.2m, false)),
            DecisionReason.Scored, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch)));

    private static ConsumeResult<byte[]?, byte[]?> Record(string topic, byte[] value) =>
        new() { Topic = topic, Partition = 0, Offset = 0, Message = new Message<byte[]?, byte[]?> { Value = value } };

    private Decisions DecisionsOn(PaymentStore store) => new(store, _counters, NullLogger<Decisions>.Instance);

    private ReadyPayments ReadyOn(PaymentStore store, KafkaProducer producer) => new(store, producer, _counters);

    private async Task<PaymentStore> Latin1StoreAsync()
    {
        var store = new PaymentStore(Database.Of(new StoreOptions { Postgres = await postgres.CreateDatabaseAsync("LATIN1") }, "payments"), TimeProvider.System);
        await store.MigrateAsync(NullLogger.Instance);
        return store;
    }
}
