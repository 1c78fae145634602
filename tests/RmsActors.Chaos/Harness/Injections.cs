using Confluent.Kafka;
using RmsActors.Chaos.Checking;
using RmsActors.Kafka;

namespace RmsActors.Chaos.Harness;

/// <summary>Tells the history of every record that the harness's own producer writes, so that poison of any other origin is seen as such.</summary>
internal sealed class Injections(History history, TimeProvider time) : IProducerInterceptor
{
    public void OnSend(OutgoingRecord record) => history.Injected(record.Topic, record.Key, record.Value, time.GetUtcNow());

    public void OnAcknowledgement(OutgoingRecord record, Error error)
    {
        // Whether it is there, the topic shows.
    }
}
