using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Microsoft.Extensions.Logging;

namespace RmsActors.Kafka;

/// <summary>
/// A process's consumer with its streams, from start to drained end: for the roles that are no cluster. Each topic has one flow from
/// its records to their offsets.
/// </summary>
public sealed class RoleStreams : IAsyncDisposable
{
    private readonly ActorSystem _system;
    private readonly KafkaConsumer _consumer;
    private readonly IReadOnlyList<string> _topics;
    private readonly CancellationTokenSource _handlers;
    private readonly ILogger _logger;

    private RoleStreams(ActorSystem system, KafkaConsumer consumer, IReadOnlyList<string> topics, CancellationTokenSource handlers, ILogger logger)
    {
        _system = system;
        _consumer = consumer;
        _topics = topics;
        _handlers = handlers;
        _logger = logger;
    }

    /// <summary>Faults when the consumer cannot go on, which ends the process.</summary>
    public Task Completion => _consumer.Completion;

    /// <summary>Starts reading.</summary>
    /// <param name="name">Of the actor system that runs the streams.</param>
    /// <param name="flows">A flow for each topic, made with the token that ends its handlers.</param>
    public static RoleStreams Start(
        string name,
        ConsumerSettings settings,
        IReadOnlyList<Subscription> subscriptions,
        Func<string, CancellationToken, Flow<CommittableMessage, CommittableOffset, Akka.NotUsed>> flows,
        ILogger logger)
    {
        var system = ActorSystem.Create(name, ActorLog.Setup(logger));
        var handlers = new CancellationTokenSource();
        var consumer = KafkaConsumer.Start(settings, subscriptions, logger);
        var materializer = system.Materializer();
        foreach (var subscription in subscriptions)
        {
            consumer.CommittableSource(subscription.Topic).Via(flows(subscription.Topic, handlers.Token)).RunWith(Committer.Sink(consumer), materializer);
        }

        return new RoleStreams(system, consumer, [.. subscriptions.Select(s => s.Topic)], handlers, logger);
    }

    /// <summary>Reads nothing more, waits for what is under way, stores the offsets and leaves the group.</summary>
    /// <param name="limit">How long to wait; what is not finished then is read again by whoever reads the partition next.</param>
    public async Task DrainAsync(TimeSpan limit)
    {
        foreach (var topic in _topics)
        {
            _consumer.StopIntake(topic);
        }

        using var patience = new CancellationTokenSource(limit);
        try
        {
            await Task.WhenAll(_topics.Select(topic => _consumer.WhenIdleAsync(topic, patience.Token)));
        }
        catch (OperationCanceledException)
        {
            _logger.LogWarning("Not everything that was read is finished after {Limit}; it will be read again", limit);
        }

        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _handlers.CancelAsync();
        await _consumer.CloseAsync();
        await _system.Terminate();
        _handlers.Dispose();
    }
}
