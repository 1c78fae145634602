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

    private RoleStreams(ActorSystem system, KafkaConsumer consumer, IReadOnlyList<string> topics, IReadOnlyList<Task> streams, CancellationTokenSource handlers, ILogger logger)
    {
        _system = system;
        _consumer = consumer;
        Completion = CompleteAsync(consumer.Completion, streams);
        _topics = topics;
        _handlers = handlers;
        _logger = logger;
    }

    /// <summary>Faults when the consumer or one of the streams cannot go on, which ends the process.</summary>
    public Task Completion { get; }

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
        var streams = subscriptions
            .Select(subscription => consumer.CommittableSource(subscription.Topic).Via(flows(subscription.Topic, handlers.Token)).RunWith(Committer.Sink(consumer), materializer))
            .ToList();
        return new RoleStreams(system, consumer, [.. subscriptions.Select(s => s.Topic)], streams, handlers, logger);
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

    /// <summary>Ends without waiting for what is under way; nothing more where it has been drained.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_handlers.IsCancellationRequested)
        {
            return;
        }

        await _handlers.CancelAsync();
        await _consumer.CloseAsync();
        await _system.Terminate();
    }

    // Streams end as the consumer closes; what becomes of those that the end of the actor system cuts short after that, nobody asks.
    private static async Task CompleteAsync(Task consumer, IReadOnlyList<Task> streams)
    {
        await await Task.WhenAny([consumer, .. streams]);
        await consumer;
    }
}
