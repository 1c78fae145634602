using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Testing;
using static RmsActors.Payments.Tests.SomePayments;

namespace RmsActors.Payments.Tests;

/// <summary>The payments role as it runs: web server, database and broker.</summary>
public sealed class PaymentsRoleTests : IClassFixture<StoreFixture>, IClassFixture<PostgresFixture>, IDisposable
{
    private const int Partitions = 3;
    private readonly StoreFixture _stores;
    private readonly PostgresFixture _postgres;
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start([(Topics.PaymentReadyForAntifraud, Partitions)]);

    public PaymentsRoleTests(StoreFixture stores, PostgresFixture postgres) => (_stores, _postgres) = (stores, postgres);

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task A_payment_is_created_then_known_and_other_content_is_refused()
    {
        await using var role = await StartAsync(await _stores.CreateAsync(DatabaseKind.Sqlite));

        using var created = await PostAsync(role, Payment("p/1"));
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        created.Headers.Location!.OriginalString.ShouldBe("/payments/p%2F1");
        (await JsonAsync(created)).GetProperty("status").GetString().ShouldBe("AwaitingAntifraud");

        using var known = await PostAsync(role, Payment("p/1"));
        known.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var refused = await PostAsync(role, Payment("p/1") with { Amount = 99m, Country = "DE" });
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await JsonAsync(refused)).GetProperty("error").GetString()!.ShouldEndWith("different: amount, country");

        (await role.CountAsync("paymentsAccepted")).ShouldBe(1);
        (await role.CountAsync("paymentsKnown")).ShouldBe(1);
        (await role.CountAsync("paymentsWithOtherContent")).ShouldBe(1);
    }

    [Fact]
    public async Task Any_valid_id_finds_its_payment_and_no_other()
    {
        await using var role = await StartAsync(await _stores.CreateAsync(DatabaseKind.Sqlite));
        foreach (var id in OddIds)
        {
            using var created = await PostAsync(role, Payment(id) with { WalletId = "wallet of " + id });
            created.StatusCode.ShouldBe(HttpStatusCode.Created, id);

            using var shown = await role.Http.GetAsync(created.Headers.Location);
            shown.StatusCode.ShouldBe(HttpStatusCode.OK, id);
            (await JsonAsync(shown)).GetProperty("walletId").GetString().ShouldBe("wallet of " + id);
        }
    }

    [SkippableFact]
    public async Task What_the_database_has_no_characters_for_is_refused_and_not_found()
    {
        await using var role = await StartAsync(new StoreOptions { Postgres = await _postgres.CreateDatabaseAsync("LATIN1") });

        using var refused = await PostAsync(role, Payment("💳"));
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var unknown = await role.Http.GetAsync("/payments/%F0%9F%92%B3");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/payments")]
    [InlineData("/payments/")]
    [InlineData("/payments?id=")]
    [InlineData("/payments/nobody")]
    [InlineData("/payments/nobody/")]
    [InlineData("/payments/%0A")]
    [InlineData("/payments/%ED%A0%80")]
    [InlineData("/payments/nobody?id=somebody")]
    public async Task What_is_no_payment_is_not_found(string address)
    {
        await using var role = await StartAsync(await _stores.CreateAsync(DatabaseKind.Sqlite));
        using var created = await PostAsync(role, Payment("somebody"));

        using var answer = await role.Http.GetAsync(address);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_no_payment_is_refused_with_its_reason()
    {
        await using var role = await StartAsync(await _stores.CreateAsync(DatabaseKind.Sqlite));
        var good = Encoding.UTF8.GetString(MessageCodec.Encode(Payment("1")));
        (string Body, string Reason)[] cases =
        [
            ("", "empty"),
            ("{", "$"),
            ("[]", "$"),
            (good.Replace("\"12.50\"", "12.50", StringComparison.Ordinal), "amount"),
            (good.Replace("\"12.50\"", "\"-1\"", StringComparison.Ordinal), "amount"),
            (good.Replace("\"paymentId\":\"1\"", "\"paymentId\":\"\"", StringComparison.Ordinal), "paymentId"),
            (good.Replace("\"currency\":\"EUR\",", "", StringComparison.Ordinal), "currency"),
            (good.Replace("{", "{\"more\":\"" + new string('x', Topics.MaxValueBytes) + "\",", StringComparison.Ordinal), "at most 65536"),
        ];
        foreach (var (body, reason) in cases)
        {
            using var answer = await role.Http.PostAsync("/payments", new StringContent(body));

            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, body[..Math.Min(200, body.Length)]);
            (await JsonAsync(answer)).GetProperty("error").GetString()!.ShouldContain(reason);
        }

        (await role.CountAsync("paymentsRefused")).ShouldBe(cases.Length);
    }

    [SkippableTheory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.PostgreSql)]
    public async Task A_decided_payment_is_shown_with_its_decision_and_counted(DatabaseKind kind)
    {
        var options = await _stores.CreateAsync(kind);
        await using var role = await StartAsync(options);
        foreach (var id in new[] { "1", "2", "3" })
        {
            using var created = await PostAsync(role, Payment(id));
        }

        await Store(options).ApplyAsync([Approval("2", """{"riskScore":70.10}""")]);

        var shown = await JsonAsync(await role.Http.GetAsync("/payments/2"));
        shown.GetProperty("amount").GetString().ShouldBe("12.50");
        shown.GetProperty("status").GetString().ShouldBe("Approved");
        shown.GetProperty("decision").GetRawText().ShouldBe("""{"riskScore":70.10}""");
        shown.GetProperty("decidedAt").GetDateTimeOffset().ShouldBeGreaterThan(shown.GetProperty("acceptedAt").GetDateTimeOffset());

        var counts = await JsonAsync(await role.Http.GetAsync("/payment-counts"));
        counts.GetRawText().ShouldBe("""{"awaitingAntifraud":2,"approved":1,"declined":0,"inReview":0}""");
    }

    [SkippableTheory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.PostgreSql)]
    public async Task Payments_that_arrive_together_are_all_stored_and_announced_once(DatabaseKind kind)
    {
        await using var role = await StartAsync(await _stores.CreateAsync(kind));
        string[] ids = [.. Enumerable.Range(0, 500).Select(i => $"payment {i}")];

        var answers = await Task.WhenAll(ids.Select(id => PostAsync(role, Payment(id))));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Created);
        (await AnnouncedAsync(ids.Length)).Order().ShouldBe(ids.Order());
        await Eventually.TrueAsync(async () => await role.CountAsync("paymentsAnnounced") == ids.Length, "all announcements marked");
    }

    [SkippableTheory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.PostgreSql)]
    public async Task What_a_crash_left_unannounced_is_announced_after_the_start(DatabaseKind kind)
    {
        var options = await _stores.CreateAsync(kind);
        var store = Store(options);
        await store.MigrateAsync(NullLogger.Instance);
        await store.AcceptAsync([Payment("left"), Payment("marked")]);
        await store.MarkAnnouncedAsync(["marked"]);

        await using var role = await StartAsync(options);

        (await AnnouncedAsync(1)).ShouldBe(["left"]);
        await Eventually.TrueAsync(async () => (await store.UnannouncedAsync(1)).Count == 0, "the announcement marked");
    }

    [Fact]
    public async Task Undecided_payments_are_announced_again_only_where_that_is_set()
    {
        var options = await _stores.CreateAsync(DatabaseKind.Sqlite);
        var store = Store(options);
        await store.MigrateAsync(NullLogger.Instance);
        await store.AcceptAsync([Payment("undecided"), Payment("decided")]);
        await store.ApplyAsync([Approval("decided")]);
        await store.MarkAnnouncedAsync(["undecided", "decided"]);

        await using (var role = await StartAsync(options))
        {
            using var created = await PostAsync(role, Payment("new"));
            (await AnnouncedAsync(1)).ShouldBe(["new"]);
            await Eventually.TrueAsync(async () => (await store.UnannouncedAsync(1)).Count == 0, "the announcement marked");
        }

        await using (var role = await StartAsync(options, ("Payments:AnnounceUndecidedAtStart", "true")))
        {
            (await AnnouncedAsync(3)).Order().ShouldBe(["new", "new", "undecided"]);
        }
    }

    [SkippableTheory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.PostgreSql)]
    public async Task While_the_database_cannot_be_used_callers_are_told_to_come_back_and_then_it_goes_on(DatabaseKind kind)
    {
        var options = await _stores.CreateAsync(kind);
        await using var role = await StartAsync(options);
        await using var breaking = Database.Of(options, "payments");

        await ExecuteAsync(breaking, "ALTER TABLE payments RENAME TO gone");
        using var told = await PostAsync(role, Payment("1"));
        told.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        told.Headers.RetryAfter.ShouldNotBeNull();
        (await role.Http.GetAsync("/payments/1")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await role.Http.GetAsync("/payment-counts")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        await ExecuteAsync(breaking, "ALTER TABLE gone RENAME TO payments");
        using var created = await PostAsync(role, Payment("1"));
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await AnnouncedAsync(1)).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_missing_topic_ends_the_start_and_is_named()
    {
        using var empty = EmbeddedBroker.Start([("SOMETHING-ELSE", 1)]);
        var options = await _stores.CreateAsync(DatabaseKind.Sqlite);

        var error = await Should.ThrowAsync<ValidationException>(() => StartAsync(options, ("Kafka:Bootstrap", empty.Bootstrap)));

        error.Message.ShouldContain(Topics.PaymentReadyForAntifraud);
        error.Message.ShouldContain("rms topics create");
    }

    private static PaymentStore Store(StoreOptions options) => new(Database.Of(options, "payments"), TimeProvider.System);

    private static async Task<HttpResponseMessage> PostAsync(RunningRole role, PaymentDetails payment) =>
        await role.Http.PostAsync("/payments", new ByteArrayContent(MessageCodec.Encode(payment)));

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    private static async Task ExecuteAsync(Database database, string statement)
    {
        await using var connection = await database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync();
    }

    private async Task<IReadOnlyList<string>> AnnouncedAsync(int count)
    {
        using var reader = new TopicReader(_broker.Bootstrap, Topics.PaymentReadyForAntifraud, Partitions);
        var records = await reader.TakeAsync(count);
        records.ShouldAllBe(record => Encoding.UTF8.GetString(record.Message.Key!) == MessageCodec.DecodePaymentReady(record.Message.Value).Message!.PaymentId);
        return [.. records.Select(record => Encoding.UTF8.GetString(record.Message.Key!))];
    }

    private Task<RunningRole> StartAsync(StoreOptions store, params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Store:Data"] = store.Data,
            ["Store:Postgres"] = store.Postgres,
            ["Kafka:Bootstrap"] = _broker.Bootstrap,
            ["Kafka:Embedded"] = "true",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        return RunningRole.StartAsync(new Role("payments", AddPayments, app => app.MapPayments()), all);
    }

    private static void AddPayments(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<KafkaOptions>(builder.Configuration, KafkaOptions.Section);
        builder.AddPayments();
    }
}
