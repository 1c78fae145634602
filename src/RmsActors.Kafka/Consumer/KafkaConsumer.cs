using Akka;
using Akka.Streams.Dsl;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace RmsActors.Kafka;

/// <summary>
/// One Kafka consumer, read as one Akka stream a topic. Records complete in any order; what is committed is each
/// partition's watermark.
/// </summary>
public sealed class KafkaConsumer : IAsyncDisposable
{
    private readonly PollLoop _loop;
    private readonly Dictionary<string, TopicBuffer> _buffers;

    private KafkaConsumer(PollLoop loop, Dictionary<string, TopicBuffer> buffers)
    {
        _loop = loop;
        _buffers = buffers;
    }

    /// <summary>Joins the group. Records wait until their topic's source runs.</summary>
    /// <exception cref="ArgumentException">A property under <c>Kafka:Client</c> cannot be used.</exception>
    public static KafkaConsumer Start(ConsumerSettings settings, IReadOnlyList<Subscription> subscriptions, ILogger logger, TimeProvider? time = null)
    {
        var buffers = subscriptions.ToDictionary(s => s.Topic, s => new TopicBuffer(s.Topic), StringComparer.Ordinal);
        var loop = new PollLoop(settings, subscriptions, buffers, logger, time ?? TimeProvider.System);
        loop.Start();
        return new KafkaConsumer(loop, buffers);
    }

    /// <summary>Ends when the consumer has closed; faults when it cannot go on, which ends the process.</summary>
    public Task Completion => _loop.Completion;

    /// <summary>The partitions that this consumer reads now, by topic and number.</summary>
    public IReadOnlyList<TopicPartition> Assignment => [.. Status().Select(p => new TopicPartition(p.Topic, p.Partition))];

    /// <summary>Raised on the poll thread, which it must not hold up, after partitions were assigned or revoked.</summary>
    public event Action? AssignmentChanged
    {
        add => _loop.AssignmentChanged += value;
        remove => _loop.AssignmentChanged -= value;
    }

    /// <summary>
    /// Whether the group has given this member its share, which is none where there are more members than partitions. False before that, and again from when the member was taken for lost until it has
    /// joined anew; while the group is formed anew, a member goes on with what it keeps.
    /// </summary>
    public bool HasShare => _loop.HasShare;

    /// <summary>
    /// Since when it reads without interruption, and its group has not been formed anew; <see cref="DateTimeOffset.MaxValue"/> while it is not in its group, no
    /// broker answers, or its thread is held up.
    /// </summary>
    public DateTimeOffset ReadingSince => _loop.ReadingSince;

    /// <summary>
    /// Since when it reads one partition without interruption, whether or not others move or are paused; <see cref="DateTimeOffset.MaxValue"/> while that one is not ours or is paused, its
    /// broker does not answer, or the thread is held up.
    /// </summary>
    public DateTimeOffset ReadingSinceOf(string topic, int partition) => _loop.ReadingSinceOf(new TopicPartition(topic, partition));

    /// <summary>Why a partition of ours is not read now; none also for one that is not ours.</summary>
    public PauseReasons PausedBecause(string topic, int partition) => _loop.PausedBecause(topic, partition);

    /// <summary>How each assigned partition stands now.</summary>
    public IReadOnlyList<PartitionStatus> Status() => _loop.Status();

    /// <summary>The records of one topic, each with its offset. Runs once. Completes when the consumer closes.</summary>
    /// <exception cref="ArgumentException">This consumer does not read <paramref name="topic"/>.</exception>
    public Source<CommittableMessage, NotUsed> CommittableSource(string topic) => BufferOf(topic).Source();

    /// <summary>The record's effect is durable, and its offset may move. Any thread; any order; late ones are ignored.</summary>
    public void Complete(CommittableOffset offset) => _loop.Complete(offset);

    /// <summary>Reads nothing more of this topic; what is under way goes on. There is no way back.</summary>
    /// <exception cref="ArgumentException">This consumer does not read <paramref name="topic"/>.</exception>
    public void StopIntake(string topic) => _loop.Stop(BufferOf(topic).Topic);

    /// <summary>Ends once nothing of this topic is under way. Before <see cref="StopIntake"/>, more may follow.</summary>
    /// <exception cref="ArgumentException">This consumer does not read <paramref name="topic"/>.</exception>
    public Task WhenIdleAsync(string topic, CancellationToken cancel = default) => _loop.WhenIdle(BufferOf(topic).Topic).WaitAsync(cancel);

    /// <summary>Stores the watermarks, leaves the group, completes the sources. Does not fail; <see cref="Completion"/> does.</summary>
    public Task CloseAsync() => _loop.CloseAsync();

    /// <summary>As <see cref="CloseAsync"/>.</summary>
    public ValueTask DisposeAsync() => new(CloseAsync());

    private TopicBuffer BufferOf(string topic) =>
        _buffers.TryGetValue(topic, out var buffer) ? buffer : throw new ArgumentException($"This consumer does not read topic {topic}.", nameof(topic));
}
