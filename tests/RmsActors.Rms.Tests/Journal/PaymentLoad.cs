using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using RmsActors.Contracts;
using RmsActors.Domain.Payments;
using RmsActors.Domain.Scoring;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Payments;
using RmsActors.Rms.Streams;
using AkkaCluster = Akka.Cluster.Cluster;

namespace RmsActors.Rms.Tests.Journal;

/// <summary>Payments at a steady rate through the shard region of a cluster of one, with a KYC that answers at once.</summary>
internal sealed class PaymentLoad : IAsyncDisposable
{
    private static readonly RmsOptions Rms = new();
    private readonly ActorSystem _system;
    private readonly PaymentRegion _region;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Task> _asked = [];
    private readonly ConcurrentDictionary<string, DecisionBytes> _decided = new(StringComparer.Ordinal);
    private Task _submitting = Task.CompletedTask;
    private int _submitted;

    private PaymentLoad(ActorSystem system)
    {
        _system = system;
        var shards = new PaymentShard(Rms.Partitions);
        var rules = new ScoringRules(ScoringPolicy.Initial, new Dictionary<string, decimal>(), new Dictionary<string, decimal>());
        var scoring = new ScoringOptions();
        var decider = new PaymentDecider(rules, scoring.KycDeadline, ContractMapping.Encode);
        var reading = TimeProvider.System.GetUtcNow();
        var context = new PaymentActorContext(
            () => decider, new KycPatience(scoring.KycRetryInterval, scoring.KycGrace), _ => reading, (request, _) => _asked.Add(AnswerAsync(request)), TimeProvider.System);
        var region = ClusterSharding.Get(system).Start(
            PaymentShard.RegionName,
            paymentId => PaymentActor.PropsFor(paymentId, context),
            ClusterShardingSettings.Create(system),
            shards,
            ShardAllocationStrategy.LeastShardAllocationStrategy(absoluteLimit: 1, relativeLimit: 1),
            StopPayment.Instance);
        _region = new PaymentRegion(region, shards, Rms.AskTimeout, new Counters(), TimeProvider.System);
    }

    /// <summary>How many wait for their decision now.</summary>
    public int Undecided => Volatile.Read(ref _submitted) - _decided.Count;

    /// <summary>The decisions that were answered, by payment.</summary>
    public IReadOnlyDictionary<string, DecisionBytes> Decided => _decided;

    /// <summary>Joins the cluster and begins to submit.</summary>
    /// <param name="perSecond">Payments.</param>
    public static async Task<PaymentLoad> StartAsync(Database journal, int perSecond)
    {
        var system = ActorSystem.Create(
            RmsNodeHostingExtensions.ClusterName,
            ConfigurationFactory.ParseString("akka { loglevel = OFF, actor.provider = cluster, remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 } }")
                .WithFallback(NodeConfiguration.Serialization)
                .WithFallback(NodeConfiguration.Journal(journal, new JournalOptions(), Rms))
                .WithFallback(NodeConfiguration.Cluster(Rms, new ClusterOptions())));
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cluster = AkkaCluster.Get(system);
        cluster.RegisterOnMemberUp(() => up.TrySetResult());
        cluster.Join(cluster.SelfAddress);
        await up.Task;
        var load = new PaymentLoad(system);
        load._submitting = load.SubmitAsync(perSecond);
        return load;
    }

    /// <summary>Submits no more, and ends once all are decided.</summary>
    public async Task FinishAsync()
    {
        await _end.CancelAsync();
        await _submitting;
        await Task.WhenAll(_asked).WaitAsync(TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _system.Terminate();
        _end.Dispose();
    }

    private async Task SubmitAsync(int perSecond)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var began = TimeProvider.System.GetTimestamp();
        while (!_end.IsCancellationRequested && await tick.WaitForNextTickAsync())
        {
            for (var due = (int)(TimeProvider.System.GetElapsedTime(began).TotalSeconds * perSecond); _submitted < due; Interlocked.Increment(ref _submitted))
            {
                _asked.Add(ScoreAsync(_submitted));
            }
        }
    }

    private async Task ScoreAsync(int number)
    {
        var payment = new Payment($"p-{number}", "wallet-1", 12.50m, "EUR", "DE", "card", new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var scored = await _region.AskAsync<PaymentScored>(new ScorePayment(payment, new RecordOrigin("PAYMENT-DETAILS", 0, number)), CancellationToken.None);
        _decided[payment.PaymentId] = scored.Decision;
    }

    private async Task AnswerAsync(KycRequest request)
    {
        await Task.Yield();
        var answer = new KycAnswer(40m, request.RequestId, request.RequestId, request.PaymentId, request.WalletId);
        await _region.AskAsync<KycAnswerHandled>(new DeliverKycAnswer(request.PaymentId, answer), CancellationToken.None);
    }
}
