using System.Text;
using Confluent.Kafka;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Payments;
using RmsActors.Testing;

namespace RmsActors.Antifraud.Tests;

/// <summary>The antifraud role as it runs: payment database and broker.</summary>
public sealed class AntifraudRoleTests : IClassFixture<StoreFixture>, IAsyncLifetime
{
    private const int Partitions = 3;
    private static readonly string[] AllTopics = [Topics.PaymentReadyForAntifraud, Topics.PaymentDetails, Topics.PayDecision];
    private readonly StoreFixture _stores;
    private readonly EmbeddedBroker _broker =
        EmbeddedBroker.Start(AllTopics.SelectMany(topic => new[] { (topic, Partitions), (Topics.DeadLettersOf(topic), 1) }));

    private readonly KafkaProducer _producer;

    public AntifraudRoleTests(StoreFixture stores)
    {
        _stores = stores;
        _producer = KafkaProducer.Start(new ProducerSettings(new KafkaOptions { Bootstrap = _broker.Bootstrap, Embedded = true }), NullLogger.Instance);
    }

    public static TheoryData<DatabaseKind> Kinds => new(Enum.GetValues<DatabaseKind>());

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _producer.DisposeAsync();
        _broker.Dispose();
    }

    [SkippableTheory, MemberData(nameof(Kinds))]
    public async Task The_details_of_an_announced_payment_are_sent_as_they_were_accepted(DatabaseKind kind)
    {
        var (options, store) = await StoreAsync(kind);
        PaymentDetails[] payments = [Payment("1"), Payment("a/b 💳"), Payment(new string('x', 128)) with { Amount = 0.1000m, Country = "ŽŽ" }];
        await store.AcceptAsync(payments);
        await using var role = await StartAsync(options);

        foreach (var payment in payments)
        {
            await SendAsync(Topics.PaymentReadyForAntifraud, payment.PaymentId, MessageCodec.Encode(new PaymentReady(payment.PaymentId)));
        }

        var records = await TakeAsync(Topics.PaymentDetails, Partitions, payments.Length);
        records.ToDictionary(KeyOf, record => Encoding.UTF8.GetString(record.Message.Value!))
            .ShouldBe(payments.ToDictionary(p => p.PaymentId, p => Encoding.UTF8.GetString(MessageCodec.Encode(p))), ignoreOrder: true);
    }

    [Fact]
    public async Task What_cannot_be_read_and_what_is_no_payment_is_put_aside_and_the_rest_goes_on()
    {
        var (options, store) = await StoreAsync(DatabaseKind.Sqlite);
        await store.AcceptAsync([Payment("real")]);
        await using var role = await StartAsync(options);

        await SendAsync(Topics.PaymentReadyForAntifraud, "k", "nonsense"u8.ToArray());
        await SendAsync(Topics.PaymentReadyForAntifraud, "k", null);
        await SendAsync(Topics.PaymentReadyForAntifraud, "ghost", MessageCodec.Encode(new PaymentReady("ghost")));
        await SendAsync(Topics.PaymentReadyForAntifraud, null, MessageCodec.Encode(new PaymentReady("real")));

        (await TakeAsync(Topics.PaymentDetails, Partitions, 1)).Select(KeyOf).ShouldBe(["real"]);
        var dead = await TakeAsync(Topics.DeadLettersOf(Topics.PaymentReadyForAntifraud), 1, 3);
        dead.Select(record => record.Message.Value is { } value ? Encoding.UTF8.GetString(value) : null)
            .ShouldBe(["nonsense", null, """{"paymentId":"ghost"}"""], ignoreOrder: true);
        dead.Single(record => record.Message.Key is { Length: > 1 }).ShouldSatisfyAllConditions(record => ReasonOf(record).ShouldContain("no payment 'ghost'"));
    }

    [SkippableTheory, MemberData(nameof(Kinds))]
    public async Task Each_decision_gives_its_status_and_keeps_its_bytes(DatabaseKind kind)
    {
        var (options, store) = await StoreAsync(kind);
        var decisions = Enum.GetValues<DecisionKind>().ToDictionary(decision => $"to {decision}", decision => Decision($"to {decision}", decision));
        await store.AcceptAsync([.. decisions.Keys.Select(Payment)]);
        await using var role = await StartAsync(options);

        foreach (var (id, value) in decisions)
        {
            await SendAsync(Topics.PayDecision, id, value);
        }

        await UntilCountAsync(role, "decisionsApplied", 3);
        var found = await store.FindAsync([.. decisions.Keys]);
        found["to Approve"].Status.ShouldBe(PaymentStatus.Approved);
        found["to Decline"].Status.ShouldBe(PaymentStatus.Declined);
        found["to Review"].Status.ShouldBe(PaymentStatus.InReview);
        found.Values.ShouldAllBe(payment => payment.Decision!.SequenceEqual(decisions[payment.Details.PaymentId]));
    }

    [SkippableTheory, MemberData(nameof(Kinds))]
    public async Task A_decision_that_comes_again_changes_nothing_and_is_told_apart(DatabaseKind kind)
    {
        var (options, store) = await StoreAsync(kind);
        await store.AcceptAsync([Payment("1")]);
        await using var role = await StartAsync(options);
        var first = Decision("1", DecisionKind.Approve);

        await SendAsync(Topics.PayDecision, "1", first);
        await UntilCountAsync(role, "decisionsApplied", 1);
        var decidedAt = (await store.FindAsync("1"))!.DecidedAt;
        await SendAsync(Topics.PayDecision, "1", first);
        await SendAsync(Topics.PayDecision, "1", [.. first, (byte)' ']);
        await SendAsync(Topics.PayDecision, "1", Decision("1", DecisionKind.Decline));

        await UntilCountAsync(role, "decisionsConflict", 1);
        (await role.CountAsync("decisionsDuplicate")).ShouldBe(1);
        (await role.CountAsync("decisionsDiffering")).ShouldBe(1);
        var stored = (await store.FindAsync("1"))!;
        (stored.Status, stored.DecidedAt).ShouldBe((PaymentStatus.Approved, decidedAt));
        stored.Decision.ShouldBe(first);
    }

    [Fact]
    public async Task A_decision_that_cannot_be_read_or_is_about_no_payment_is_put_aside_unchanged()
    {
        var (options, store) = await StoreAsync(DatabaseKind.Sqlite);
        await store.AcceptAsync([Payment("real")]);
        await using var role = await StartAsync(options);
        byte[][] bad = [[0xff, 0xfe], "{}"u8.ToArray(), Decision("ghost", DecisionKind.Approve)];

        foreach (var value in bad)
        {
            await SendAsync(Topics.PayDecision, "real", value);
        }

        await SendAsync(Topics.PayDecision, "real", Decision("real", DecisionKind.Approve));

        await UntilCountAsync(role, "decisionsApplied", 1);
        var dead = await TakeAsync(Topics.DeadLettersOf(Topics.PayDecision), 1, bad.Length);
        dead.Select(record => Convert.ToHexString(record.Message.Value!)).ShouldBe(bad.Select(Convert.ToHexString));
        ReasonOf(dead[2]).ShouldContain("no payment 'ghost'");
    }

    [SkippableTheory, MemberData(nameof(Kinds))]
    public async Task While_the_database_cannot_be_used_nothing_is_lost_and_nothing_put_aside(DatabaseKind kind)
    {
        var (options, store) = await StoreAsync(kind);
        await store.AcceptAsync([Payment("1"), Payment("2")]);
        await using var role = await StartAsync(options);
        await using var breaking = Database.Of(options, "payments");

        await ExecuteAsync(breaking, "ALTER TABLE payments RENAME TO gone");
        await SendAsync(Topics.PaymentReadyForAntifraud, "1", MessageCodec.Encode(new PaymentReady("1")));
        await SendAsync(Topics.PayDecision, "2", Decision("2", DecisionKind.Decline));
        await SendAsync(Topics.PayDecision, "junk", "junk"u8.ToArray());
        await ExecuteAsync(breaking, "ALTER TABLE gone RENAME TO payments");

        (await TakeAsync(Topics.PaymentDetails, Partitions, 1)).Select(KeyOf).ShouldBe(["1"]);
        await UntilCountAsync(role, "decisionsApplied", 1);
        (await store.FindAsync("2"))!.Status.ShouldBe(PaymentStatus.Declined);
        var dead = await TakeAsync(Topics.DeadLettersOf(Topics.PayDecision), 1, 1);
        Encoding.UTF8.GetString(dead[0].Message.Value!).ShouldBe("junk");
    }

    [Fact]
    public async Task What_was_done_is_not_done_again_after_a_restart()
    {
        var (options, store) = await StoreAsync(DatabaseKind.Sqlite);
        await store.AcceptAsync([Payment("1"), Payment("2")]);
        await using (var role = await StartAsync(options))
        {
            await SendAsync(Topics.PaymentReadyForAntifraud, "1", MessageCodec.Encode(new PaymentReady("1")));
            await UntilCountAsync(role, "detailsSent", 1);
        }

        await using (var role = await StartAsync(options))
        {
            await SendAsync(Topics.PaymentReadyForAntifraud, "2", MessageCodec.Encode(new PaymentReady("2")));
            await UntilCountAsync(role, "detailsSent", 1);
        }

        (await TakeAsync(Topics.PaymentDetails, Partitions, 2)).Select(KeyOf).ShouldBe(["1", "2"], ignoreOrder: true);
    }

    private static PaymentDetails Payment(string id) =>
        new(id, "wallet-1", 12.50m, "EUR", "FR", "card", new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.Zero));

    private static byte[] Decision(string id, DecisionKind decision) => MessageCodec.Encode(new PayDecision(
        id, decision, 50m, 70m, 1, new DecisionScores(new(50m, 0.5m, false), new(50m, 0.3m, false), new(50m, 0.2m, false)), DecisionReason.Scored,
        new DateTimeOffset(2026, 3, 1, 12, 30, 1, TimeSpan.Zero), new DateTimeOffset(2026, 3, 1, 12, 30, 2, TimeSpan.Zero)));

    private static string KeyOf(ConsumeResult<byte[]?, byte[]?> record) => Encoding.UTF8.GetString(record.Message.Key!);

    private static string ReasonOf(ConsumeResult<byte[]?, byte[]?> record) =>
        Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes(DeadLetterHeaders.Reason));

    private static Task UntilCountAsync(RunningRole role, string counter, long count) =>
        Eventually.TrueAsync(async () => await role.CountAsync(counter) == count, $"{counter} = {count}");

    private static async Task ExecuteAsync(Database database, string statement)
    {
        await using var connection = await database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync();
    }

    private static void AddAntifraud(WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<KafkaOptions>(builder.Configuration, KafkaOptions.Section);
        builder.AddAntifraud();
    }

    private Task SendAsync(string topic, string? key, byte[]? value) =>
        _producer.SendAsync(new OutgoingRecord(topic, key is null ? null : Encoding.UTF8.GetBytes(key), value));

    private async Task<IReadOnlyList<ConsumeResult<byte[]?, byte[]?>>> TakeAsync(string topic, int partitions, int count)
    {
        using var reader = new TopicReader(_broker.Bootstrap, topic, partitions);
        return await reader.TakeAsync(count);
    }

    private async Task<(StoreOptions Options, PaymentStore Store)> StoreAsync(DatabaseKind kind)
    {
        var options = await _stores.CreateAsync(kind);
        var store = new PaymentStore(Database.Of(options, "payments"), TimeProvider.System);
        await store.MigrateAsync(NullLogger.Instance);
        return (options, store);
    }

    private Task<RunningRole> StartAsync(StoreOptions store) => RunningRole.StartAsync(
        new Role("antifraud", AddAntifraud),
        new Dictionary<string, string?>
        {
            ["Store:Data"] = store.Data,
            ["Store:Postgres"] = store.Postgres,
            ["Kafka:Bootstrap"] = _broker.Bootstrap,
            ["Kafka:Embedded"] = "true",
        });
}
