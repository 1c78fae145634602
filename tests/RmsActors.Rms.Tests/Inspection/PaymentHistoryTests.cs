using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using RmsActors.Domain.Payments;
using RmsActors.Domain.Scoring;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Inspection;
using RmsActors.Rms.Payments;
using RmsActors.Rms.Serialization;
using RmsActors.Testing;

namespace RmsActors.Rms.Tests.Inspection;

public class PaymentHistoryTests(StoreFixture stores) : IClassFixture<StoreFixture>
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task What_was_stored_is_read_as_far_as_it_can_be(DatabaseKind kind)
    {
        await using var journal = Database.Of(await stores.CreateAsync(kind), "journal");
        await Migrations.RunAsync(journal, typeof(NodeStores).Assembly, "RmsActors.Rms.Migrations.Journal", NullLogger.Instance);
        await InsertAsync(journal, "waiting", Started("waiting"));
        await InsertAsync(journal, "decided", Started("decided"), Decided("decided"));
        await InsertAsync(journal, "out of order", Decided("out of order"));
        await InsertAsync(journal, "damaged", Started("damaged"));
        await ExecuteAsync(journal, "INSERT INTO journal (deleted, persistence_id, sequence_number, created, message, identifier, manifest, writer_uuid) SELECT deleted, persistence_id, 2, created, @Message, identifier, 'payment-decided:1', writer_uuid FROM journal WHERE persistence_id = 'payment-damaged'", new { Message = "{\"no"u8.ToArray() });

        (await PaymentHistory.ReadAsync(journal, "waiting", default)).State.ShouldBeOfType<PaymentState.AwaitingKyc>().Deadline.ShouldBe(At.AddSeconds(10));
        var decided = await PaymentHistory.ReadAsync(journal, "decided", default);
        decided.State.ShouldBeOfType<PaymentState.Decided>();
        decided.Rows.Select(row => (row.SequenceNumber, row.Form, row.Writer, row.Problem)).ShouldBe([(1, "scoring-started:1", "w", null), (2, "payment-decided:1", "w", null)]);
        decided.Rows[1].Stored!.Value.GetProperty("decision").GetString().ShouldBe("Approve");

        (await PaymentHistory.ReadAsync(journal, "out of order", default)).Rows.ShouldHaveSingleItem().Problem.ShouldBe("PaymentDecided cannot follow on New");
        var damaged = await PaymentHistory.ReadAsync(journal, "damaged", default);
        damaged.State.ShouldBeNull();
        damaged.Rows[0].Problem.ShouldBeNull();
        damaged.Rows[1].Problem!.ShouldStartWith("A stored 'payment-decided:1' cannot be read");
        damaged.Rows[1].Stored.ShouldBeNull();

        var nobody = await PaymentHistory.ReadAsync(journal, "nobody", default);
        nobody.Rows.ShouldBeEmpty();
        nobody.State.ShouldBeOfType<PaymentState.New>();

        var several = await PaymentHistory.ReadAsync(journal, ["decided", "nobody", "waiting", "waiting"], default);
        several.ToDictionary(one => one.Key, one => one.Value.State!.GetType().Name).ShouldBe(
            new Dictionary<string, string> { ["decided"] = "Decided", ["waiting"] = "AwaitingKyc" }, ignoreOrder: true);
        (await PaymentHistory.ReadAsync(journal, [], default)).ShouldBeEmpty();
    }

    private static PaymentEvent.ScoringStarted Started(string id) => new(new Payment(id, "w", 1m, "EUR", "DE", "card", At), "r", At, At.AddSeconds(10));

    private static PaymentEvent.PaymentDecided Decided(string id)
    {
        var decision = new Decision(id, new RiskAssessment(Verdict.Approve, 30m, new(30m, 0.5m, false), new(30m, 0.3m, false), new(30m, 0.2m, false)), DecisionReason.Scored, 1, 70m, At, At);
        return new(decision, ContractMapping.Encode(decision));
    }

    private static async Task InsertAsync(Database journal, string id, params PaymentEvent[] events)
    {
        var serializer = new PaymentSerializer(null!);
        foreach (var (at, happened) in events.Index())
        {
            await ExecuteAsync(
                journal,
                "INSERT INTO journal (deleted, persistence_id, sequence_number, created, message, identifier, manifest, writer_uuid) VALUES (@Deleted, @Id, @Number, 0, @Message, 7301, @Manifest, 'w')",
                new { Deleted = false, Id = PaymentActor.PersistenceIdOf(id), Number = at + 1L, Message = serializer.ToBinary(happened), Manifest = serializer.Manifest(happened) });
        }
    }

    private static async Task ExecuteAsync(Database journal, string statement, object values)
    {
        await using var connection = await journal.OpenAsync();
        await connection.ExecuteAsync(statement, values);
    }
}
