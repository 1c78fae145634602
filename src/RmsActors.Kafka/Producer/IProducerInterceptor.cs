using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>
/// Sees every record of a process's producer on its way, as the interceptors of Kafka's Java client do; for traces, and for tests
/// that must step in between. Its methods must neither block nor throw.
/// </summary>
public interface IProducerInterceptor
{
    /// <summary>Right before the record is handed to the client; each attempt anew.</summary>
    void OnSend(OutgoingRecord record);

    /// <summary>The broker has answered, or will not; on the client's own thread, before anybody else learns it.</summary>
    void OnAcknowledgement(OutgoingRecord record, Error error);
}
