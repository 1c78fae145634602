using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Akka.Streams;
using Akka.Streams.Dsl;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Rms.Inspection;
using RmsActors.Rms.Payments;
using RmsActors.Rms.Placement;
using RmsActors.Rms.Quarantine;
using RmsActors.Rms.Streams;
using RmsActors.Rms.Telemetry;

namespace RmsActors.Rms.Hosting;

/// <summary>
/// The node's two streams: details in and decisions out, replies in. They run from when the node is a member of the cluster
/// until it leaves.
/// </summary>
public sealed class NodeStreams(
    IServiceProvider services,
    NodeKafka kafka,
    KafkaOptions kafkaOptions,
    RmsOptions options,
    ClusterOptions cluster,
    ReplyIntakeGate gate,
    QuarantinedPayments quarantined,
    NodeView view,
    Counters counters,
    NodeTelemetry telemetry,
    Readiness readiness,
    ProcessFate fate,
    TimeProvider time,
    ILogger<NodeStreams> logger) : BackgroundService
{
    /// <summary>The part that <see cref="Readiness"/> waits for.</summary>
    public const string Part = "payment streams";

    private readonly CancellationTokenSource _handlers = new();
    private readonly TaskCompletionSource<KafkaConsumer?> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AssignmentMoves _moves = new(time);
    private ShardAnnouncer? _announcer;
    private PaymentRecords? _records;
    private volatile bool _stopping;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        readiness.Expect(Part);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Not injected: an actor system that is asked for starts, and the stores come first.
            var system = services.GetRequiredService<ActorSystem>();
            var region = await new NodeAdmission(system, services.GetRequiredService<IRequiredActor<PaymentShard>>(), logger).RegionAsync(stoppingToken);
            var shards = new PaymentShard(options.Partitions);
            _records = new PaymentRecords(
                new PatientAsk(new PaymentRegion(region, shards, options.AskTimeout, counters, time), quarantined, options.AskTimeout, time),
                new PaymentAdmission(options.MaxUndecided, () => telemetry.Live, time),
                kafka.Producer.SendAsync,
                shards,
                view.UnderWay,
                counters,
                telemetry,
                logger);
            if (options.Placement == ShardPlacement.Aligned)
            {
                _announcer = new ShardAnnouncer(system, AssignedPartitions, time, logger);
            }

            Run(_records, system.Materializer());
            if (options.Placement == ShardPlacement.Balanced)
            {
                // Also while the node drains: replies are read until it leaves the group, and silence is silence.
                fate.EndsWith(gate.WatchAsync(Cluster.Get(system), _handlers.Token), "it is no longer watched whether replies come through");
            }

            await (_announcer?.RunAsync(stoppingToken) ?? Task.CompletedTask);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _started.TrySetResult(null);
        }
        catch (Exception failed)
        {
            _started.TrySetResult(null);
            fate.End("the payment streams could not be started, or their partitions not be announced", failed);
        }
    }

    /// <summary>Reads no more payments; replies go on, or nothing would finish.</summary>
    public async Task StopIntakeAsync()
    {
        _stopping = true;
        readiness.Set(Part, false);
        (await StartedAsync())?.StopIntake(Topics.PaymentDetails);
    }

    /// <summary>Waits for the payments that were read to be decided and published, but no longer than the drain limit.</summary>
    public async Task DrainAsync()
    {
        if (await StartedAsync() is not { } consumer)
        {
            return;
        }

        using var limit = new CancellationTokenSource(options.DrainTimeout, time);
        try
        {
            await consumer.WhenIdleAsync(Topics.PaymentDetails, limit.Token);
        }
        catch (OperationCanceledException)
        {
            logger.LogWarning(
                "{Undecided} payments were still undecided after {DrainTimeout}; the nodes that take over read them again", _records?.Undecided, options.DrainTimeout);
        }
    }

    /// <summary>Stores the offsets and leaves the group, before the node leaves the cluster.</summary>
    public async Task LeaveGroupAsync()
    {
        await _handlers.CancelAsync();
        if (await StartedAsync() is { } consumer)
        {
            await consumer.CloseAsync();
        }
    }

    private Task<KafkaConsumer?> StartedAsync() => _started.Task;

    private void Run(PaymentRecords records, IMaterializer materializer)
    {
        var consumer = KafkaConsumer.Start(
            new ConsumerSettings(kafkaOptions, options.GroupId)
            {
                MaxAboveWatermark = options.MaxAboveWatermark,
                StuckAfter = options.StuckAfter,
                ClientId = $"{options.GroupId}-{cluster.Hostname}-{cluster.Port}",
            },
            [
                new Subscription(Topics.PaymentDetails, options.MaxUndecided, PausesWith: Topics.WalletKycResponse),
                new Subscription(Topics.WalletKycResponse, options.MaxRepliesUnderWay, Follows: Topics.PaymentDetails),
            ],
            logger,
            time);
        consumer.AssignmentChanged += () => OnAssignmentChanged(consumer);
        gate.Follow(consumer);
        view.Follow(consumer);
        fate.EndsWith(consumer.Completion, "the Kafka consumer failed for good");
        counters.Gauge("assignedPartitions", () => consumer.Assignment.Count, "rms.partitions.assigned", "{partition}", "Partitions that this node reads, of both topics.");
        counters.Gauge("undecided", () => records.Undecided, "rms.payments.undecided", "{payment}", "Payments that this node has read and whose decision is not acknowledged.");
        fate.EndsWith(Stream(consumer, Topics.PaymentDetails, options.MaxUndecided, records.ScoreAsync).Run(materializer), "the stream of payments failed");
        fate.EndsWith(Stream(consumer, Topics.WalletKycResponse, options.MaxRepliesUnderWay, records.DeliverAsync).Run(materializer), "the stream of replies failed");
        _started.SetResult(consumer);
        OnAssignmentChanged(consumer);
    }

    private HashSet<int> AssignedPartitions() =>
        _started.Task is { IsCompletedSuccessfully: true, Result: { } consumer } ? PartitionsOf(consumer) : [];

    private static HashSet<int> PartitionsOf(KafkaConsumer consumer) =>
        [.. consumer.Assignment.Where(partition => partition.Topic == Topics.PaymentDetails).Select(partition => partition.Partition.Value)];

    // Ready once the node has its share for the first time; a later rebalance is no reason to be taken out of service.
    private void OnAssignmentChanged(KafkaConsumer consumer)
    {
        if (!consumer.HasShare)
        {
            _moves.Paused();
            return;
        }

        _announcer?.Announce();
        if (_moves.Settled(PartitionsOf(consumer)) is { } move)
        {
            counters.Add("rebalances");
            counters.Add("partitionsGained", move.Gained.Count);
            counters.Add("partitionsLost", move.Lost.Count);
            logger.LogInformation(
                "The group was formed anew: partitions gained [{Gained}], lost [{Lost}]; this node read nothing for {PauseMs:0} ms",
                string.Join(", ", move.Gained), string.Join(", ", move.Lost), move.Pause.TotalMilliseconds);
        }

        if (!_stopping)
        {
            readiness.Set(Part, true);
        }
    }

    private IRunnableGraph<Task<Akka.Done>> Stream(KafkaConsumer consumer, string topic, int parallelism, RecordHandler handler) =>
        consumer.CommittableSource(topic)
            .Via(Handling.Each(parallelism, handler, new DeadLetters(kafka.Producer, Topics.DeadLettersOf, time), logger, _handlers.Token))
            .ToMaterialized(Committer.Sink(consumer), Keep.Right);
}
