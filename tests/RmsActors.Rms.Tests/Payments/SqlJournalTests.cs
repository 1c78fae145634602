using Akka.Actor;
using Akka.Configuration;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using RmsActors.Contracts;
using RmsActors.Domain.Payments;
using RmsActors.Domain.Scoring;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Payments;
using RmsActors.Testing;

namespace RmsActors.Rms.Tests.Payments;

/// <summary>The journal as a node configures it, with several nodes on one database.</summary>
public class SqlJournalTests(StoreFixture stores) : IClassFixture<StoreFixture>
{
    private static readonly Payment Payment = new("pay-ü/1", "wallet-1", 12.50m, "EUR", "DE", "card", new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private static readonly string RequestId = KycCorrelation.RequestIdOf(Payment.PaymentId);
    private static readonly RecordOrigin Origin = new("PAYMENT-DETAILS", 3, 42);

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_payment_written_by_nodes_A_B_and_A_again_recovers_on_each(DatabaseKind kind)
    {
        await using var database = await JournalAsync(kind);
        await using var a = new Node("A", database);
        await using var b = new Node("B", database);

        var onA = a.Incarnate();
        var asked = a.Ask<object>(onA, new ScorePayment(Payment, Origin));
        await Eventually.TrueAsync(async () => await RowsAsync(database) == 1, "the start is stored");
        await a.StopAsync(onA);
        (await asked).ShouldBeOfType<AskAgain>();

        var onB = b.Incarnate(deadline: TimeSpan.Zero);
        var decision = await b.Ask<PaymentScored>(onB, new ScorePayment(Payment, Origin));
        await b.StopAsync(onB);

        onA = a.Incarnate();
        (await a.Ask<KycAnswerHandled>(onA, new DeliverKycAnswer(Payment.PaymentId, new KycAnswer(40m, RequestId, RequestId, null, null))))
            .Fate.ShouldBe(KycAnswerFate.TakenLate);
        await a.StopAsync(onA);

        (await RowsAsync(database)).ShouldBe(3);
        (await WritersAsync(database)).ShouldBe(2);
        foreach (var node in new[] { a, b })
        {
            var actor = node.Incarnate();
            (await node.Ask<PaymentScored>(actor, new ScorePayment(Payment, Origin))).ShouldBe(decision);
            (await node.Ask<KycAnswerHandled>(actor, new DeliverKycAnswer(Payment.PaymentId, new KycAnswer(41m, RequestId, RequestId, null, null))))
                .Fate.ShouldBe(KycAnswerFate.AlreadyAnswered);
        }
    }

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Of_two_owners_of_a_payment_only_one_can_decide_it(DatabaseKind kind)
    {
        await using var database = await JournalAsync(kind);
        await using var a = new Node("A", database);
        await using var b = new Node("B", database);
        var zombie = a.Incarnate();
        var first = a.Ask<object>(zombie, new ScorePayment(Payment, Origin));
        await Eventually.TrueAsync(async () => await RowsAsync(database) == 1, "the start is stored");
        var owner = b.Incarnate();
        await b.Ask<KycAnswerHandled>(owner, new DeliverKycAnswer(Payment.PaymentId, new KycAnswer(40m, RequestId, RequestId, null, null)));

        // The zombie does not know of the decision, and would reach another one.
        var refused = await a.Ask<object>(zombie, new DeliverKycAnswer(Payment.PaymentId, new KycAnswer(100m, RequestId, RequestId, null, null)));

        refused.ShouldBeOfType<AskAgain>();
        (await first).ShouldBeOfType<AskAgain>();
        (await RowsAsync(database)).ShouldBe(2);
        var decision = await a.Ask<PaymentScored>(a.Incarnate(), new ScorePayment(Payment, Origin));
        ContractMapping.Decode(decision.Decision).Assessment.User.Value.ShouldBe(40m);
    }

    private static async Task<long> RowsAsync(Database database) => await ScalarAsync(database, "SELECT COUNT(*) FROM journal");

    private static async Task<long> WritersAsync(Database database) => await ScalarAsync(database, "SELECT COUNT(DISTINCT writer_uuid) FROM journal");

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

    private sealed class Node(string name, Database database) : IAsyncDisposable
    {
        private readonly ActorSystem _system = ActorSystem.Create(
            "node-" + name,
            NodeConfiguration.Serialization
                .WithFallback(NodeConfiguration.Journal(database, new JournalOptions(), new RmsOptions()))
                .WithFallback(ConfigurationFactory.ParseString("akka.loglevel = ERROR, akka.stdout-loglevel = OFF")));

        public IActorRef Incarnate(TimeSpan? deadline = null)
        {
            var rules = new ScoringRules(ScoringPolicy.Initial, new Dictionary<string, decimal>(), new Dictionary<string, decimal>());
            var decider = new PaymentDecider(rules, TimeSpan.Zero, ContractMapping.Encode);
            // Without a grace, a node may give up at once; with a long one it never does here.
            var patience = new KycPatience(TimeSpan.FromMilliseconds(50), deadline ?? TimeSpan.FromHours(1));
            var resumed = TimeProvider.System.GetUtcNow();
            return _system.ActorOf(PaymentActor.PropsFor(Payment.PaymentId, new PaymentActorContext(() => decider, patience, _ => resumed, (_, _) => { }, TimeProvider.System)));
        }

        public Task<T> Ask<T>(IActorRef actor, object message) => actor.Ask<T>(message, TimeSpan.FromSeconds(20));

        public async Task StopAsync(IActorRef actor) => await actor.GracefulStop(TimeSpan.FromSeconds(10), StopPayment.Instance);

        public async ValueTask DisposeAsync() => await _system.Terminate();
    }
}
