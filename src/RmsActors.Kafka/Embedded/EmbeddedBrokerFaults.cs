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
    /// <param name="broker">This one alone; all of them unless said. What it led it goes on to lead.</param>
    public void TakeDown(int broker = AllBrokers) => EmbeddedBroker.Check(Librdkafka.MockBrokerSetDown(_cluster, broker), "go down");

    /// <summary>Lets clients in again.</summary>
    /// <param name="broker">Of this one alone; of all unless said.</param>
    public void BringUp(int broker = AllBrokers) => EmbeddedBroker.Check(Librdkafka.MockBrokerSetUp(_cluster, broker), "come up");

    /// <summary>Every answer takes this long from now on, in whole milliseconds.</summary>
    /// <param name="broker">Of this one alone; every one's unless said.</param>
    public void SetRoundTrip(TimeSpan roundTrip, int broker = AllBrokers) =>
        EmbeddedBroker.Check(Librdkafka.MockBrokerSetRtt(_cluster, broker, (int)roundTrip.TotalMilliseconds), "change its round trip");

    /// <summary>Another broker leads a partition from now on; clients hear of it when they ask the old one.</summary>
    public void MoveLeader(string topic, int partition, int broker) =>
        EmbeddedBroker.Check(Librdkafka.MockPartitionSetLeader(_cluster, topic, partition, broker), $"have broker {broker} lead {topic} [{partition}]");

    /// <summary>Another broker coordinates a consumer group from now on.</summary>
    public void MoveCoordinator(string group, int broker) =>
        EmbeddedBroker.Check(Librdkafka.MockCoordinatorSet(_cluster, "group", group, broker), $"have broker {broker} coordinate {group}");

    /// <summary>Forgets the records of a partition below an offset.</summary>
    public void DeleteRecords(string topic, int partition, long beforeOffset) =>
        EmbeddedBroker.Check(
            Librdkafka.MockPartitionDeleteRecords(_cluster, topic, partition, beforeOffset), $"delete records of {topic} [{partition}] below {beforeOffset}");
}
