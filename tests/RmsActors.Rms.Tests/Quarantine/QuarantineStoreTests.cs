using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Quarantine;
using RmsActors.Testing;

namespace RmsActors.Rms.Tests.Quarantine;

public class QuarantineStoreTests(StoreFixture stores) : IClassFixture<StoreFixture>
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task What_is_quarantined_stays_so_for_its_first_reason_until_it_is_released(DatabaseKind kind)
    {
        await using var database = await RmsAsync(kind);
        var store = new QuarantineStore(database, _time);
        var first = new QuarantinedPayment("pay-ü'1", "its row is \"damaged\"", _time.GetUtcNow());

        (await store.AddAsync(first.PaymentId, first.Reason)).ShouldBe((first, true));
        _time.Advance(TimeSpan.FromSeconds(1));
        (await store.AddAsync(first.PaymentId, "another")).ShouldBe((first, false));
        var (second, _) = await store.AddAsync("a", "r");

        (await store.ReadAsync()).ShouldBe([first, second]);
        (await store.RemoveAsync(first.PaymentId)).ShouldBeTrue();
        (await store.RemoveAsync(first.PaymentId)).ShouldBeFalse();
        (await store.ReadAsync()).ShouldBe([second]);
    }

    [Fact]
    public async Task It_is_read_only_while_somebody_asks_and_a_database_that_is_away_gives_nobody_up()
    {
        await using var database = await RmsAsync(DatabaseKind.Sqlite);
        var store = new QuarantineStore(database, _time);
        var payments = new QuarantinedPayments();
        var counters = new Counters();
        var reload = new QuarantineReload(store, payments, new RmsOptions(), counters, _time, NullLogger<QuarantineReload>.Instance);
        await store.AddAsync("pay-1", "damaged");

        await reload.ReloadAsync(default);
        payments.ReasonOf("pay-1", long.MinValue).ShouldBeNull();
        await reload.ReloadAsync(default);
        payments.ReasonOf("pay-1", long.MinValue).ShouldBe("damaged");

        await using (var connection = await database.OpenAsync())
        {
            await Dapper.SqlMapper.ExecuteAsync(connection, "DROP TABLE quarantined_payments");
        }

        await reload.ReloadAsync(default);
        counters.Snapshot()["quarantineErrors"].ShouldBe(1);
    }

    private async Task<Database> RmsAsync(DatabaseKind kind)
    {
        var database = Database.Of(await stores.CreateAsync(kind), "rms");
        await Migrations.RunAsync(database, typeof(QuarantineStore).Assembly, "RmsActors.Rms.Migrations.ReferenceData", NullLogger.Instance);
        return database;
    }
}
