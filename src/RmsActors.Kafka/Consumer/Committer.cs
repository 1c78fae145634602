using Akka;
using Akka.Streams.Dsl;

namespace RmsActors.Kafka;

/// <summary>The end of a stream of records.</summary>
public static class Committer
{
    /// <summary>Completes each offset with the consumer that it came from.</summary>
    public static Sink<CommittableOffset, Task<Done>> Sink(KafkaConsumer consumer) =>
        Akka.Streams.Dsl.Sink.ForEach<CommittableOffset>(consumer.Complete);
}
