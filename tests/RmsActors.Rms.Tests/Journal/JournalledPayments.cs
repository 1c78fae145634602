using System.Collections.Concurrent;
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

namespace RmsActors.Rms.Tests.Journal;

/// <summary>Payments' actors on the journal as a node configures it, without a cluster: whoever is stopped is made anew by the next question.</summary>
internal sealed class JournalledPayments : IAsyncDisposable
{
    private readonly ActorSystem _system;
    private readonly PaymentActorContext _context;
    private readonly ConcurrentDictionary<string, bool> _kycAsked = new(StringComparer.Ordinal);

    private JournalledPayments(Database database, JournalOptions options)
    {
        Database = database;
        _system = ActorSystem.Create(
            "node",
            NodeConfiguration.Serialization
                .WithFallback(NodeConfiguration.Journal(database, options, new RmsOptions()))
                .WithFallback(ConfigurationFactory.ParseString("akka.loglevel = OFF, akka.stdout-loglevel = OFF")));
        var rules = new ScoringRules(ScoringPolicy.Initial, new Dictionary<string, decimal>(), new Dictionary<string, decimal>());
        var decider = new PaymentDecider(rules, TimeSpan.FromHours(1), ContractMapping.Encode);
        _context = new PaymentActorContext(
            () => decider,
            new KycPatience(TimeSpan.FromHours(1), TimeSpan.FromHours(1)),
            _ => DateTimeOffset.MinValue,
            request => _kycAsked[request.PaymentId] = true,
            TimeProvider.System);
    }

    public Database Database { get; }

    public static async Task<JournalledPayments> StartAsync(StoreOptions store, JournalOptions? options = null)
    {
        var database = Database.Of(store, "journal");
        await Migrations.RunAsync(database, typeof(PaymentActor).Assembly, "RmsActors.Rms.Migrations.Journal", NullLogger.Instance);
        return new JournalledPayments(database, options ?? new JournalOptions());
    }

    /// <summary>Makes the payments' actors, and ends once all have stored that scoring started.</summary>
    public async Task<Dictionary<string, IActorRef>> StartScoringAsync(IEnumerable<string> paymentIds)
    {
        var actors = paymentIds.ToDictionary(id => id, Incarnate, StringComparer.Ordinal);
        foreach (var (id, actor) in actors)
        {
            actor.Tell(new ScorePayment(Payment(id), new RecordOrigin("PAYMENT-DETAILS", 0, 0)), ActorRefs.NoSender);
        }

        await Eventually.TrueAsync(() => actors.Keys.All(_kycAsked.ContainsKey), "every payment waits for KYC");
        return actors;
    }

    /// <summary>An actor of the payment; the one before must have stopped.</summary>
    public IActorRef Incarnate(string paymentId) => _system.ActorOf(PaymentActor.PropsFor(paymentId, _context));

    /// <summary>KYC's answer, and what the actor says to it: what became of it, or that it stops.</summary>
    public static Task<object> AnswerAsync(string paymentId, IActorRef actor)
    {
        var requestId = KycCorrelation.RequestIdOf(paymentId);
        return actor.Ask<object>(new DeliverKycAnswer(paymentId, new KycAnswer(40m, requestId, requestId, null, null)), TimeSpan.FromSeconds(30));
    }

    /// <summary>Another row where the payment's next event belongs.</summary>
    public static string RowInTheWayOf(string paymentId) =>
        $"""
        INSERT INTO journal (deleted, persistence_id, sequence_number, created, message, identifier, manifest)
        SELECT deleted, persistence_id, sequence_number + 1, -1, message, identifier, manifest FROM journal
        WHERE persistence_id = '{PaymentActor.PersistenceIdOf(paymentId)}'
        """;

    public async Task ExecuteAsync(string statement)
    {
        await using var connection = await Database.OpenAsync();
        await connection.ExecuteAsync(statement);
    }

    public async Task<T?> ScalarAsync<T>(string query)
    {
        await using var connection = await Database.OpenAsync();
        return await connection.ExecuteScalarAsync<T>(query);
    }

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        await Database.DisposeAsync();
    }

    private static Payment Payment(string id) => new(id, "wallet-1", 12.50m, "EUR", "DE", "card", new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
}
