using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>What can be made to go wrong at an <see cref="EmbeddedBroker"/>.</summary>
public sealed class EmbeddedBrokerFaults
{
    /// <summary>Kafka's API key of a produce request; https://kafka.apache.org/protocol#protocol_api_keys.</summary>
    public const short Produce = 0;

    /// <summary>Kafka's API key of an offset commit.</summary>
    public const short OffsetCommit = 8;

    /// <summary>Kafka's API key of a read of committed offsets.</summary>
    public const short OffsetFetch = 9;

    private const int AllBrokers = -1;
    private readonly EmbeddedCluster _cluster;

    internal EmbeddedBrokerFaults(EmbeddedCluster cluster) => _cluster = cluster;

    /// <summary>The next requests of this kind fail, one an error, in order.</summary>
    public void FailNext(short apiKey, params ErrorCode[] errors) =>
        Librdkafka.MockPushRequestErrors(_cluster, apiKey, errors.Length, [.. errors.Select(error => (int)error)]);

    /// <summary>Forgets the errors that are still to come.</summary>
    public void Clear(short apiKey) => Librdkafka.MockClearRequestErrors(_cluster, apiKey);

    /// <summary>Disconnects every client and lets none in.</summary>
    public void TakeDown() => EmbeddedBroker.Check(Librdkafka.MockBrokerSetDown(_cluster, AllBrokers), "go down");

    /// <summary>Lets clients in again.</summary>
    public void BringUp() => EmbeddedBroker.Check(Librdkafka.MockBrokerSetUp(_cluster, AllBrokers), "come up");

    /// <summary>Every answer takes this long from now on, in whole milliseconds.</summary>
    public void SetRoundTrip(TimeSpan roundTrip) =>
        EmbeddedBroker.Check(Librdkafka.MockBrokerSetRtt(_cluster, AllBrokers, (int)roundTrip.TotalMilliseconds), "change its round trip");

    /// <summary>Forgets the records of a partition below an offset.</summary>
    public void DeleteRecords(string topic, int partition, long beforeOffset) =>
        EmbeddedBroker.Check(
            Librdkafka.MockPartitionDeleteRecords(_cluster, topic, partition, beforeOffset), $"delete records of {topic} [{partition}] below {beforeOffset}");
}
