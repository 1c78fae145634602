using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;

namespace RmsActors.Rms.Hosting;

/// <summary>
/// The node's producer. It runs before the first actor does, since other nodes' payments may arrive before this node reads
/// anything, and after the last.
/// </summary>
public sealed class NodeKafka(KafkaOptions kafka, RmsOptions options, ProcessFate fate, ILogger<NodeKafka> logger) : IHostedService
{
    private static readonly string[] Consumed = [Topics.PaymentDetails, Topics.WalletKycResponse];
    private KafkaProducer? _producer;

    /// <summary>The node's one producer.</summary>
    /// <exception cref="InvalidOperationException">Not started yet.</exception>
    public KafkaProducer Producer => _producer ?? throw new InvalidOperationException("The producer has not been started yet");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        string[] needed = [.. Consumed, .. Consumed.Select(Topics.DeadLettersOf), Topics.WalletKycRequest, Topics.PayDecision];
        await TopicAdmin.RequireAsync(kafka, needed, logger, cancellationToken);
        await TopicAdmin.RequirePartitionsAsync(
            kafka, [.. Consumed, Topics.WalletKycRequest], options.Partitions, $"{RmsOptions.Section}:{nameof(RmsOptions.Partitions)}", cancellationToken);
        _producer = KafkaProducer.Start(new ProducerSettings(kafka), logger);
        fate.EndsWith(_producer.Completion, "the Kafka producer failed for good");
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_producer is not null)
        {
            await _producer.DisposeAsync();
        }
    }
}
