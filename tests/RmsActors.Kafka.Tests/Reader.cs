using System.Collections.Concurrent;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace RmsActors.Kafka.Tests;

/// <summary>Collects what a consumer's source gives; the test completes it by hand.</summary>
internal sealed class Reader
{
    private readonly ConcurrentQueue<CommittableMessage> _messages = new();

    public Reader(KafkaConsumer consumer, string topic, IMaterializer materializer) =>
        Ended = consumer.CommittableSource(topic).RunForeach(_messages.Enqueue, materializer);

    public Task Ended { get; }

    public IReadOnlyList<CommittableMessage> Messages => [.. _messages];

    public int Count => _messages.Count;

    public IReadOnlyList<int> Numbers => [.. _messages.Select(TestKafka.Number)];
}
