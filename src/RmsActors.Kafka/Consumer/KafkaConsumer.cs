using Akka;
using Akka.Streams.Dsl;
using Microsoft.Extensions.Logging;

namespace RmsActors.Kafka;

/// <summary>
/// One Kafka consumer, read as one Akka stream a topic. Records complete in any order; what is committed is each
/// partition's watermark.
/// </summary>
public sealed class KafkaConsumer : IAsyncDisposable
{
    /// <summary>Joins the group. Records wait until their topic's source runs.</summary>
    public static KafkaConsumer Start(ConsumerSettings settings, IReadOnlyList<Subscription> subscriptions, ILogger logger, TimeProvider? time = null) =>
        throw new NotImplementedException();

    /// <summary>Ends when the consumer has closed; faults when it cannot go on, which ends the process.</summary>
    public Task Completion => throw new NotImplementedException();

    /// <summary>The records of one topic, each with its offset. Runs once. Completes when the consumer closes.</summary>
    public Source<CommittableMessage, NotUsed> CommittableSource(string topic) => throw new NotImplementedException();

    /// <summary>The record's effect is durable, and its offset may move. Any thread; any order; late ones are ignored.</summary>
    public void Complete(CommittableOffset offset) => throw new NotImplementedException();

    /// <summary>Reads nothing more of this topic; what is under way goes on.</summary>
    public void StopIntake(string topic) => throw new NotImplementedException();

    /// <summary>Ends once nothing of this topic is under way.</summary>
    public Task WhenIdleAsync(string topic, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Stores the watermarks, leaves the group, completes the sources.</summary>
    public Task CloseAsync() => throw new NotImplementedException();

    /// <summary>As <see cref="CloseAsync"/>.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
