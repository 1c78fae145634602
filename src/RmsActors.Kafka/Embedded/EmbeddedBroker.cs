using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>
/// A Kafka broker, or several, for development and tests: librdkafka's mock cluster, in memory, on loopback. It keeps 5 MiB or 100,000
/// batches a partition and drops the oldest without a word; nothing outlives the process.
/// </summary>
public sealed class EmbeddedBroker : IDisposable
{
    // With the default of 3 s and the short session timeout that keeps rebalances brief here, a group never forms.
    private const int GroupInitialRebalanceDelayMs = 300;
    private const int MostReplicas = 3;

    private readonly EmbeddedCluster _cluster;

    private EmbeddedBroker(EmbeddedCluster cluster, string bootstrap, int brokers)
    {
        _cluster = cluster;
        Bootstrap = bootstrap;
        Brokers = brokers;
        Faults = new EmbeddedBrokerFaults(cluster);
    }

    /// <summary>Starts it, with these topics.</summary>
    /// <param name="topics">Names and partitions.</param>
    /// <param name="brokers">How many share the partitions out, from 1.</param>
    /// <exception cref="InvalidOperationException">It did not start, or a topic could not be made.</exception>
    public static EmbeddedBroker Start(IEnumerable<(string Topic, int Partitions)> topics, int brokers = 1)
    {
        var cluster = EmbeddedCluster.Create(brokers);
        try
        {
            Librdkafka.MockGroupInitialRebalanceDelayMs(cluster, GroupInitialRebalanceDelayMs);
            foreach (var (topic, partitions) in topics)
            {
                Check(Librdkafka.MockTopicCreate(cluster, topic, partitions, Math.Min(brokers, MostReplicas)), $"create topic {topic} with {partitions} partitions");
            }

            return new EmbeddedBroker(cluster, Marshal.PtrToStringUTF8(Librdkafka.MockClusterBootstraps(cluster))!, brokers);
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Where it listens, <c>127.0.0.1:port</c>; several are separated by commas, in the order of their ids.</summary>
    public string Bootstrap { get; }

    /// <summary>How many there are; their ids begin with 1.</summary>
    public int Brokers { get; }

    /// <summary>What can be made to go wrong.</summary>
    public EmbeddedBrokerFaults Faults { get; }

    /// <summary>
    /// Tells clients another address from now on than the one that it listens on, such as that of a forwarder: it listens on loopback alone.
    /// </summary>
    /// <param name="broker">From 1 to <see cref="Brokers"/>.</param>
    /// <param name="host">A name or address that clients can reach.</param>
    /// <param name="port">From 1 to 65535.</param>
    public void Advertise(int broker, string host, int port)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(broker, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(broker, Brokers);
        Librdkafka.MockBrokerSetHostPort(_cluster, broker, host, port);
    }

    public void Dispose() => _cluster.Dispose();

    internal static void Check(int code, string what)
    {
        if (code != 0)
        {
            throw new InvalidOperationException($"The embedded broker could not {what}: {new Error((ErrorCode)code).Reason}");
        }
    }
}
