using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>
/// A Kafka broker for development and tests: librdkafka's mock cluster, in memory, on loopback. It keeps 5 MiB or 100,000
/// batches a partition and drops the oldest without a word; nothing outlives the process.
/// </summary>
public sealed class EmbeddedBroker : IDisposable
{
    // With the default of 3 s and the short session timeout that keeps rebalances brief here, a group never forms.
    private const int GroupInitialRebalanceDelayMs = 300;

    private readonly EmbeddedCluster _cluster;

    private EmbeddedBroker(EmbeddedCluster cluster, string bootstrap)
    {
        _cluster = cluster;
        Bootstrap = bootstrap;
        Faults = new EmbeddedBrokerFaults(cluster);
    }

    /// <summary>Starts it, with these topics.</summary>
    /// <param name="topics">Names and partitions.</param>
    /// <exception cref="InvalidOperationException">It did not start, or a topic could not be made.</exception>
    public static EmbeddedBroker Start(IEnumerable<(string Topic, int Partitions)> topics)
    {
        var cluster = EmbeddedCluster.Create(brokers: 1);
        try
        {
            Librdkafka.MockGroupInitialRebalanceDelayMs(cluster, GroupInitialRebalanceDelayMs);
            foreach (var (topic, partitions) in topics)
            {
                Check(Librdkafka.MockTopicCreate(cluster, topic, partitions, replicationFactor: 1), $"create topic {topic} with {partitions} partitions");
            }

            return new EmbeddedBroker(cluster, Marshal.PtrToStringUTF8(Librdkafka.MockClusterBootstraps(cluster))!);
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Where clients find it, <c>127.0.0.1:port</c>.</summary>
    public string Bootstrap { get; }

    /// <summary>What can be made to go wrong.</summary>
    public EmbeddedBrokerFaults Faults { get; }

    public void Dispose() => _cluster.Dispose();

    internal static void Check(int code, string what)
    {
        if (code != 0)
        {
            throw new InvalidOperationException($"The embedded broker could not {what}: {new Error((ErrorCode)code).Reason}");
        }
    }
}
