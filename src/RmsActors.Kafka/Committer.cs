using Akka;
using Akka.Streams.Dsl;

namespace RmsActors.Kafka;

/// <summary>The end of a stream: what arrives here is finished.</summary>
public static class Committer
{
    /// <summary>Completes each offset with the consumer, which commits its partition's watermark.</summary>
    public static Sink<CommittableOffset, Task<Done>> Sink(KafkaConsumer consumer) => Akka.Streams.Dsl.Sink.ForEach<CommittableOffset>(consumer.Complete);
}
