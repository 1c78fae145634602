using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;

namespace RmsActors.Payments;

/// <summary>Starts before the others: the schema is up to date, the topics are there, the producer runs.</summary>
public sealed class PaymentsKafka(
    PaymentStore store, PaymentsOptions options, KafkaOptions kafka, Readiness readiness, ProcessFate fate, ILogger<PaymentsKafka> logger) : IHostedService
{
    private const string Part = "payment database and broker";
    private KafkaProducer? _producer;

    /// <summary>The role's producer.</summary>
    /// <exception cref="InvalidOperationException">Not started yet.</exception>
    public KafkaProducer Producer => _producer ?? throw new InvalidOperationException("The producer has not been started yet");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        readiness.Expect(Part);
        await store.MigrateAsync(logger, cancellationToken);
        await TopicAdmin.RequireAsync(kafka, [Topics.PaymentReadyForAntifraud], logger, cancellationToken);
        _producer = KafkaProducer.Start(new ProducerSettings(kafka), logger);
        fate.EndsWith(_producer.Completion, "the Kafka producer failed for good");
        if (options.AnnounceUndecidedAtStart)
        {
            logger.LogInformation("{Count} undecided payments are announced again", await store.ForgetAnnouncementsAsync(cancellationToken));
        }

        readiness.Set(Part, true);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_producer is not null)
        {
            await _producer.DisposeAsync();
        }
    }
}
