using Akka.Actor;
using Akka.Configuration;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using RmsActors.Domain.Payments;
using RmsActors.Domain.Scoring;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Payments;
using RmsActors.Rms.Quarantine;
using RmsActors.Testing;

namespace RmsActors.Rms.Tests.Quarantine;

/// <summary>Rows damaged in any way count, and nothing that may pass does; on the journal as a node configures it.</summary>
public class UnrecoverablePaymentsTests(StoreFixture stores) : IClassFixture<StoreFixture>
{
    private const int Limit = 2;
    private static readonly Payment Payment = new("pay-1", "wallet-1", 12.50m, "EUR", "DE", "card", new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private bool _journalAnswers = true;

    public static TheoryData<DatabaseKind, string> Damages()
    {
        var data = new TheoryData<DatabaseKind, string>();
        foreach (var kind in (DatabaseKind[])[DatabaseKind.Sqlite, DatabaseKind.PostgreSql])
        {
            data.Add(kind, kind == DatabaseKind.Sqlite ? "UPDATE journal SET message = x'00ff'" : @"UPDATE journal SET message = '\x00ff'");
            data.Add(kind, "UPDATE journal SET message = substr(message, 1, 20)");
            data.Add(kind, "UPDATE journal SET manifest = 'scoring-started:99'");
            data.Add(kind, "UPDATE journal SET identifier = 12345");
            data.Add(kind, "UPDATE journal SET manifest = 'payment-decided:1'");
            data.Add(kind, "INSERT INTO journal (deleted, persistence_id, sequence_number, created, message, identifier, manifest, writer_uuid) SELECT deleted, persistence_id, 2, created, message, identifier, manifest, writer_uuid FROM journal");
            data.Add(kind, kind == DatabaseKind.Sqlite ? "UPDATE journal SET message = CAST('{}' AS BLOB)" : "UPDATE journal SET message = '{}'");
        }

        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_row_is_quarantined_at_the_limit(DatabaseKind kind, string damage)
    {
        await using var node = await NodeAsync(kind);
        await node.StartScoringAsync();
        await node.ExecuteAsync(damage);

        await node.FailToRecoverAsync();
        (await node.Store.ReadAsync()).ShouldBeEmpty();
        await node.FailToRecoverAsync();

        (await node.Store.ReadAsync()).ShouldHaveSingleItem().Reason.ShouldStartWith($"{Limit} recoveries failed: ");
        node.Counters.Snapshot()["paymentsQuarantined"].ShouldBe(1);
    }

    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_journal_that_fails_is_no_damaged_row_even_when_it_answers_right_after(DatabaseKind kind)
    {
        await using var node = await NodeAsync(kind);
        await node.StartScoringAsync();
        await node.ExecuteAsync("ALTER TABLE journal RENAME TO elsewhere");

        for (var n = 0; n < 2 * Limit; n++)
        {
            await node.FailToRecoverAsync();
        }

        (await node.Store.ReadAsync()).ShouldBeEmpty();
        node.Counters.Snapshot()["recoveriesFailed"].ShouldBe(2 * Limit);
    }

    [Fact]
    public async Task A_failure_while_the_journal_does_not_answer_does_not_count()
    {
        await using var node = await NodeAsync(DatabaseKind.Sqlite);
        await node.StartScoringAsync();
        await node.ExecuteAsync("UPDATE journal SET message = x'00ff'");
        _journalAnswers = false;
        for (var n = 0; n < 2 * Limit; n++)
        {
            await node.FailToRecoverAsync();
        }

        _journalAnswers = true;
        await node.FailToRecoverAsync();
        (await node.Store.ReadAsync()).ShouldBeEmpty();
    }

    private async Task<Node> NodeAsync(DatabaseKind kind)
    {
        var options = await stores.CreateAsync(kind);
        var (journal, rms) = (Database.Of(options, "journal"), Database.Of(options, "rms"));
        await Migrations.RunAsync(journal, typeof(PaymentActor).Assembly, "RmsActors.Rms.Migrations.Journal", NullLogger.Instance);
        await Migrations.RunAsync(rms, typeof(PaymentActor).Assembly, "RmsActors.Rms.Migrations.ReferenceData", NullLogger.Instance);
        return new Node(journal, rms, _ => Task.FromResult(_journalAnswers));
    }

    private sealed class Node : IAsyncDisposable
    {
        private readonly Database _journal;
        private readonly Database _rms;
        private readonly UnrecoverablePayments _unrecoverable;
        private readonly ActorSystem _system;

        public Node(Database journal, Database rms, JournalAnswers answers)
        {
            (_journal, _rms) = (journal, rms);
            Store = new QuarantineStore(rms, TimeProvider.System);
            var options = new RmsOptions { QuarantineAfterFailedRecoveries = Limit };
            _unrecoverable = new UnrecoverablePayments(Store, options, Counters, TimeProvider.System, NullLogger<UnrecoverablePayments>.Instance, answers);
            _system = ActorSystem.Create(
                "node",
                NodeConfiguration.Serialization
                    .WithFallback(NodeConfiguration.Journal(journal, new JournalOptions(), options))
                    .WithFallback(ConfigurationFactory.ParseString("akka.loglevel = OFF, akka.stdout-loglevel = OFF")));
        }

        public QuarantineStore Store { get; }

        public Counters Counters { get; } = new();

        public async Task StartScoringAsync()
        {
            var actor = Incarnate();
            actor.Tell(new ScorePayment(Payment, new RecordOrigin("PAYMENT-DETAILS", 0, 0)));
            await Eventually.TrueAsync(async () => await JournalledPayment.StateAsync(_journal, Payment.PaymentId) == JournalledState.Undecided, "the start is stored");
            await actor.GracefulStop(TimeSpan.FromSeconds(10), StopPayment.Instance);
        }

        public async Task FailToRecoverAsync()
        {
            var before = Counters.Snapshot().GetValueOrDefault("recoveriesFailed");
            Incarnate();
            await Eventually.TrueAsync(() => Counters.Snapshot().GetValueOrDefault("recoveriesFailed") > before, "the recovery has failed");
            await _unrecoverable.TakeReportsAsync(default);
        }

        public async Task ExecuteAsync(string statement)
        {
            await using var connection = await _journal.OpenAsync();
            await connection.ExecuteAsync(statement);
        }

        public async ValueTask DisposeAsync()
        {
            await _system.Terminate();
            _unrecoverable.Dispose();
            await _journal.DisposeAsync();
            await _rms.DisposeAsync();
        }

        private IActorRef Incarnate()
        {
            var rules = new ScoringRules(ScoringPolicy.Initial, new Dictionary<string, decimal>(), new Dictionary<string, decimal>());
            var decider = new PaymentDecider(rules, TimeSpan.FromHours(1), ContractMapping.Encode);
            return _system.ActorOf(PaymentActor.PropsFor(Payment.PaymentId, new PaymentActorContext(
                () => decider, new KycPatience(TimeSpan.FromHours(1), TimeSpan.Zero), _ => DateTimeOffset.MinValue, (_, _) => { }, TimeProvider.System, _unrecoverable.Report)));
        }
    }
}
