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
public sealed class NodeKafka(KafkaOptions kafka, RmsOptions options, ProcessFate fate, ILogger<NodeKafka> logger) : IHostedLifecycleService
{
    private static readonly string[] Consumed = [Topics.PaymentDetails, Topics.WalletKycResponse];
    private Task _topicsAsNeeded = Task.CompletedTask;
    private KafkaProducer? _producer;

    /// <summary>The node's one producer.</summary>
    /// <exception cref="InvalidOperationException">Not started yet.</exception>
    public KafkaProducer Producer => _producer ?? throw new InvalidOperationException("The producer has not been started yet");

    /// <summary>Looks at the topics while the stores are opened: a starting node would else wait for one after the other.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _topicsAsNeeded = Task.Run(() => RequireTopicsAsync(cancellationToken), cancellationToken);
        return Task.CompletedTask;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _topicsAsNeeded;
        _producer = KafkaProducer.Start(new ProducerSettings(kafka), logger);
        fate.EndsWith(_producer.Completion, "the Kafka producer failed for good");
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_producer is not null)
        {
            await _producer.DisposeAsync();
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task RequireTopicsAsync(CancellationToken cancel)
    {
        string[] needed = [.. Consumed, .. Consumed.Select(Topics.DeadLettersOf), Topics.WalletKycRequest, Topics.PayDecision];
        await TopicAdmin.RequireAsync(kafka, needed, logger, cancel);
        await TopicAdmin.RequirePartitionsAsync(
            kafka, [.. Consumed, Topics.WalletKycRequest], options.Partitions, $"{RmsOptions.Section}:{nameof(RmsOptions.Partitions)}", cancel);
    }
}
