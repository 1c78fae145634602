using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RmsActors.Domain.Payments;
using RmsActors.Domain.Scoring;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.ReferenceData;
using RmsActors.Testing;

namespace RmsActors.Rms.Tests.ReferenceData;

public class ReferenceDataStoreTests(StoreFixture stores) : IClassFixture<StoreFixture>
{
    private static readonly Payment Payment = new("pay-1", "w", 1m, "EUR", "KP", "card", default);

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_new_database_is_filled_with_what_is_shipped_and_only_once(DatabaseKind kind)
    {
        await using var database = Database.Of(await stores.CreateAsync(kind), "rms");
        var data = await PreparedAsync(database);
        var rules = await data.ReadAsync();
        rules.Policy.ShouldBe(ScoringPolicy.Initial);
        rules.Assess(Payment, 0m).Country.ShouldBe(new ScoreInput(100m, 0.3m, Defaulted: false));

        await ExecuteAsync(database, "DELETE FROM country_risk WHERE country = 'KP'");
        await data.LoadShippedAsync();

        (await data.ReadAsync()).Assess(Payment, 0m).Country.Defaulted.ShouldBeTrue();
    }

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task An_operator_s_change_takes_effect_at_the_next_read_and_a_bad_one_never(DatabaseKind kind)
    {
        await using var database = Database.Of(await stores.CreateAsync(kind), "rms");
        var data = await PreparedAsync(database);
        var rules = new CurrentRules(new ScoringOptions());
        rules.Replace(await data.ReadAsync());
        var counters = new Counters();
        var reload = new ReferenceDataReload(data, rules, new RmsOptions(), counters, new FakeTimeProvider(), NullLogger<ReferenceDataReload>.Instance);
        Risk(rules).ShouldBe(30m + 4m);

        await ExecuteAsync(database, "UPDATE country_risk SET score = 12.5 WHERE country = 'KP'");
        await ExecuteAsync(database, "INSERT INTO scoring_policy VALUES (2, 0.2, 0.4, 0.4, 60, 90, 'Decline')");
        await reload.ReloadAsync(default);
        Risk(rules).ShouldBe(5m + 8m);

        await ExecuteAsync(database, "UPDATE country_risk SET score = 101 WHERE country = 'KP'");
        await reload.ReloadAsync(default);
        Risk(rules).ShouldBe(5m + 8m);
        counters.Snapshot()["referenceDataErrors"].ShouldBe(1);
    }

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite, "INSERT INTO scoring_policy VALUES (5000000000, 0.2, 0.4, 0.4, 60, 90, 'Decline')")]
    [InlineData(DatabaseKind.PostgreSql, "UPDATE country_risk SET score = 1e40 WHERE country = 'KP'")]
    public async Task A_value_that_is_beyond_all_bounds_ends_nothing(DatabaseKind kind, string change)
    {
        await using var database = Database.Of(await stores.CreateAsync(kind), "rms");
        var data = await PreparedAsync(database);
        var rules = new CurrentRules(new ScoringOptions());
        rules.Replace(await data.ReadAsync());
        var counters = new Counters();
        var reload = new ReferenceDataReload(data, rules, new RmsOptions(), counters, new FakeTimeProvider(), NullLogger<ReferenceDataReload>.Instance);

        await ExecuteAsync(database, change);
        await reload.ReloadAsync(default);

        Risk(rules).ShouldBe(30m + 4m);
        counters.Snapshot()["referenceDataErrors"].ShouldBe(1);
    }

    [Fact]
    public async Task What_cannot_be_used_is_named()
    {
        await using var database = Database.Of(await stores.CreateAsync(DatabaseKind.Sqlite), "rms");
        var data = await PreparedAsync(database);
        await ExecuteAsync(database, "UPDATE payment_type_risk SET score = 'much' WHERE payment_type = 'card'");
        await ExecuteAsync(database, "INSERT INTO scoring_policy VALUES (2, 0.5, 0.5, 0.5, 60, 90, 'Maybe')");

        (await Should.ThrowAsync<InvalidDataException>(() => data.ReadAsync())).Message.ShouldBe(
            "The RMS database cannot be used: payment_type_risk 'card': score much: expected 0 to 100; "
            + "scoring_policy version 2: kyc_fallback 'Maybe': expected one of Approve, Decline, Review");
    }

    private static decimal? Risk(CurrentRules rules) => ((PaymentReply.DecisionMade)Decide(rules)).Bytes is { } bytes
        ? Rms.Payments.ContractMapping.Decode(bytes).Assessment.Risk
        : null;

    private static PaymentReply Decide(CurrentRules rules)
    {
        PaymentState state = new PaymentState.AwaitingKyc(Payment, "r", default, default);
        var (events, _) = rules.Decider.Decide(state, new PaymentCommand.TakeKycAnswer(new KycAnswer(0m, "r", "r", null, null)), default);
        state = PaymentDecider.Evolve(state, events[0]);
        return rules.Decider.Decide(state, new PaymentCommand.StartScoring(Payment, "r"), default).Reply;
    }

    private static async Task<ReferenceDataStore> PreparedAsync(Database database)
    {
        await Migrations.RunAsync(database, typeof(ReferenceDataStore).Assembly, "RmsActors.Rms.Migrations.ReferenceData", NullLogger.Instance);
        var data = new ReferenceDataStore(database);
        await data.LoadShippedAsync();
        return data;
    }

    private static async Task ExecuteAsync(Database database, string statement)
    {
        await using var connection = await database.OpenAsync();
        await connection.ExecuteAsync(statement);
    }
}
