using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Payments;

namespace RmsActors.Antifraud;

/// <summary>Antifraud's two streams, from start to drained end.</summary>
public sealed class AntifraudStreams(
    PaymentStore store,
    AntifraudOptions options,
    KafkaOptions kafka,
    Counters counters,
    Readiness readiness,
    ProcessFate fate,
    TimeProvider time,
    ILoggerFactory loggers) : IHostedService
{
    private const string Part = "antifraud streams";
    private readonly ILogger _logger = loggers.CreateLogger<AntifraudStreams>();
    private KafkaProducer? _producer;
    private RoleStreams? _streams;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        readiness.Expect(Part);
        AntifraudTelemetry.Publish(counters);
        await store.MigrateAsync(_logger, cancellationToken);
        string[] consumed = [Topics.PaymentReadyForAntifraud, Topics.PayDecision];
        string[] needed = [.. consumed, .. consumed.Select(Topics.DeadLettersOf), Topics.PaymentDetails];
        await TopicAdmin.RequireAsync(kafka, needed, _logger, cancellationToken);

        _producer = KafkaProducer.Start(new ProducerSettings(kafka), _logger);
        var deadLetters = new DeadLetters(_producer, Topics.DeadLettersOf, time);
        var ready = new ReadyPayments(store, _producer, counters);
        var decisions = new Decisions(store, counters, loggers.CreateLogger<Decisions>());
        _streams = RoleStreams.Start(
            "rms-antifraud",
            new ConsumerSettings(kafka, options.GroupId),
            [.. consumed.Select(topic => new Subscription(topic, options.MaxUnderWay))],
            (topic, cancel) => Handling.Batches(
                options.Batch, topic == Topics.PayDecision ? decisions.HandleAsync : ready.HandleAsync, deadLetters, _logger, cancel),
            _logger);
        fate.EndsWith(_producer.Completion, "the Kafka producer failed for good");
        fate.EndsWith(_streams.Completion, "the Kafka consumer, or a stream of its records, failed for good");
        readiness.Set(Part, true);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_streams is not null)
        {
            await _streams.DrainAsync(options.DrainTimeout);
        }

        if (_producer is not null)
        {
            await _producer.DisposeAsync();
        }
    }
}
