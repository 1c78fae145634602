using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RmsActors.Contracts;
using RmsActors.Domain.Payments;
using RmsActors.Domain.Scoring;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Rms.Kyc;
using RmsActors.Rms.Payments;
using RmsActors.Rms.Streams;

namespace RmsActors.Benchmarks.Roles;

/// <summary>
/// The common cure for replies that land on the wrong instance: details in one group that all instances share, replies in a group of
/// each instance's own, so that every instance reads every reply and drops those that are not to its requests. What is pending is in
/// memory, with a timeout; a record of details is done once its request is sent, as for any listener that returns then. Clients,
/// codec and scoring are the product's.
/// </summary>
internal sealed class BroadcastNode(KafkaOptions kafka, Counters counters, Readiness readiness, ProcessFate fate, TimeProvider time, ILogger<BroadcastNode> logger) : IHostedService
{
    /// <summary>The group that all instances share.</summary>
    public const string Group = "broadcast";

    private const string Part = Group;
    private const int MaxUnderWay = 5_000;
    private const int MaxReplies = 10_000;
    private static readonly TimeSpan KycTimeout = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, Pending> _pending = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly PaymentDecider _decider = new(
        new ScoringRules(ScoringPolicy.Initial, new Dictionary<string, decimal> { ["DE"] = 10m }, new Dictionary<string, decimal> { ["card"] = 20m }), KycTimeout, ContractMapping.Encode);

    private KafkaProducer _producer = null!;
    private RoleStreams? _details;
    private RoleStreams? _replies;
    private Task _expiring = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        readiness.Expect(Part);
        _producer = KafkaProducer.Start(new ProducerSettings(kafka), logger);
        var deadLetters = new DeadLetters(_producer, Topics.DeadLettersOf, time);
        var ownGroup = $"{Part}-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}";
        _replies = Streams(Topics.WalletKycResponse, ownGroup, MaxReplies, MatchAsync, deadLetters);
        _details = Streams(Topics.PaymentDetails, Group, MaxUnderWay, RequestAsync, deadLetters);
        _expiring = ExpireAsync();
        fate.EndsWith(_producer.Completion, "the producer failed");
        counters.Gauge("undecided", () => _pending.Count);
        readiness.Set(Part, true);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _expiring;
        await _details!.DisposeAsync();
        await _replies!.DisposeAsync();
        await _producer.DisposeAsync();
    }

    private RoleStreams Streams(string topic, string group, int parallelism, RecordHandler handler, DeadLetters deadLetters)
    {
        var streams = RoleStreams.Start(
            Part + "-" + topic, new ConsumerSettings(kafka, group), [new Subscription(topic, parallelism)], (_, cancel) => Handling.Each(parallelism, handler, deadLetters, logger, cancel), logger);
        fate.EndsWith(streams.Completion, "the consumer failed");
        return streams;
    }

    private async Task<Outcome> RequestAsync(ConsumeResult<byte[]?, byte[]?> record, CancellationToken cancel)
    {
        var ask = DetailsIntake.Read(record).Ask!;
        var now = time.GetUtcNow();
        var (events, _) = _decider.Decide(PaymentState.New.Instance, new PaymentCommand.StartScoring(ask.Payment, KycCorrelation.RequestIdOf(ask.PaymentId)), now);
        var state = (PaymentState.AwaitingKyc)PaymentDecider.Evolve(PaymentState.New.Instance, events[0]);
        _pending[state.RequestId] = new Pending(state);
        await _producer.SendAsync(KycRequests.ToRecord(new KycRequest(state.RequestId, ask.PaymentId, ask.Payment.WalletId, 1, now, state.Deadline)), cancel);
        counters.Add("kycRequests");
        return Outcome.Done;
    }

    private async Task<Outcome> MatchAsync(ConsumeResult<byte[]?, byte[]?> record, CancellationToken cancel)
    {
        var deliver = ReplyIntake.Read(record).Deliver!;
        counters.Add("repliesRead");
        if (_pending.TryRemove(KycCorrelation.RequestIdOf(deliver.PaymentId), out var pending))
        {
            await ConcludeAsync(pending, new PaymentCommand.TakeKycAnswer(deliver.Answer), cancel);
        }

        return Outcome.Done;
    }

    private async Task ConcludeAsync(Pending pending, PaymentCommand command, CancellationToken cancel)
    {
        var (events, _) = _decider.Decide(pending.State, command, time.GetUtcNow());
        if (events is [PaymentEvent.PaymentDecided decided])
        {
            await _producer.SendAsync(DetailsIntake.Decision(decided.Decision.PaymentId, new PaymentScored(decided.Bytes, ContentConflict: false)), cancel);
            counters.Add("decisionsPublished");
        }
    }

    private async Task ExpireAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                foreach (var (id, pending) in _pending.Where(pending => pending.Value.State.Deadline <= time.GetUtcNow()))
                {
                    if (_pending.TryRemove(id, out _))
                    {
                        await ConcludeAsync(pending, new PaymentCommand.GiveUpOnKyc(DateTimeOffset.MinValue), _stop.Token);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private sealed record Pending(PaymentState.AwaitingKyc State);
}

internal static class BroadcastHostingExtensions
{
    public static WebApplicationBuilder AddBroadcastNode(this WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<BroadcastNode>();
        return builder;
    }
}
