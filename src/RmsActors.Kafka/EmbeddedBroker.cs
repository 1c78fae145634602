using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>
/// A Kafka broker for development and tests: librdkafka's mock cluster, which speaks the real protocol over TCP, in memory, on
/// loopback. It keeps 5 MiB or 100,000 batches a partition and then drops the oldest without a word.
/// </summary>
public sealed class EmbeddedBroker : IDisposable
{
    private const int GroupInitialRebalanceDelayMs = 300;
    private readonly IntPtr _client;
    private IntPtr _cluster;

    private EmbeddedBroker(IntPtr client, IntPtr cluster)
    {
        _client = client;
        _cluster = cluster;
        Bootstrap = Marshal.PtrToStringUTF8(Native.rd_kafka_mock_cluster_bootstraps(cluster))!;
    }

    /// <summary>Where clients find it, <c>127.0.0.1:port</c>.</summary>
    public string Bootstrap { get; }

    /// <summary>Starts it, with these topics.</summary>
    /// <param name="topics">Names and partitions.</param>
    /// <exception cref="InvalidOperationException">librdkafka could not start it.</exception>
    public static EmbeddedBroker Start(IEnumerable<(string Topic, int Partitions)> topics)
    {
        LoadedLibrdkafka.Use();
        var error = new StringBuilder(512);
        var configuration = Native.rd_kafka_conf_new();
        // This client only carries the broker; it would warn that it has nobody to connect to.
        Native.rd_kafka_conf_set(configuration, "log_level", "3", error, (nuint)error.Capacity);
        var client = Native.rd_kafka_new(0, configuration, error, (nuint)error.Capacity);
        if (client == IntPtr.Zero)
        {
            throw new InvalidOperationException($"librdkafka could not make a client for the embedded broker: {error}");
        }

        var cluster = Native.rd_kafka_mock_cluster_new(client, 1);
        if (cluster == IntPtr.Zero)
        {
            Native.rd_kafka_destroy(client);
            throw new InvalidOperationException("librdkafka could not start the embedded broker");
        }

        var broker = new EmbeddedBroker(client, cluster);
        Native.rd_kafka_mock_group_initial_rebalance_delay_ms(cluster, GroupInitialRebalanceDelayMs);
        foreach (var (topic, partitions) in topics)
        {
            var code = (ErrorCode)Native.rd_kafka_mock_topic_create(cluster, topic, partitions, 1);
            if (code != ErrorCode.NoError)
            {
                broker.Dispose();
                throw new InvalidOperationException($"The embedded broker could not make topic {topic} with {partitions} partitions: {code}");
            }
        }

        return broker;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _cluster, IntPtr.Zero) is var cluster && cluster != IntPtr.Zero)
        {
            Native.rd_kafka_mock_cluster_destroy(cluster);
            Native.rd_kafka_destroy(_client);
        }
    }

    private static class LoadedLibrdkafka
    {
        private static readonly Lazy<bool> Resolved = new(() =>
        {
            NativeLibrary.SetDllImportResolver(typeof(EmbeddedBroker).Assembly, Resolve);
            return true;
        });

        public static void Use()
        {
            // Confluent.Kafka picks the build that this machine can load; building a client makes it do so.
            using (new ProducerBuilder<Null, Null>(new ProducerConfig { BootstrapServers = "127.0.0.1:1", LogConnectionClose = false }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build())
            {
                _ = Resolved.Value;
            }
        }

        private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? search)
        {
            if (name != Native.Library)
            {
                return IntPtr.Zero;
            }

            // The very file that is loaded: a second copy would not know the first one's clusters.
            if (File.Exists("/proc/self/maps"))
            {
                var loaded = File.ReadLines("/proc/self/maps").Select(line => line[(line.LastIndexOf(' ') + 1)..]).FirstOrDefault(path => Path.GetFileName(path).Contains("librdkafka", StringComparison.Ordinal));
                if (loaded is not null)
                {
                    return NativeLibrary.Load(loaded);
                }
            }

            return NativeLibrary.Load(name, typeof(ProducerConfig).Assembly, search);
        }
    }

    private static class Native
    {
        public const string Library = "librdkafka";

        [DllImport(Library)]
        public static extern IntPtr rd_kafka_conf_new();

        [DllImport(Library, CharSet = CharSet.Ansi)]
        public static extern int rd_kafka_conf_set(IntPtr conf, string name, string value, StringBuilder error, nuint size);

        [DllImport(Library, CharSet = CharSet.Ansi)]
        public static extern IntPtr rd_kafka_new(int type, IntPtr conf, StringBuilder error, nuint size);

        [DllImport(Library)]
        public static extern void rd_kafka_destroy(IntPtr client);

        [DllImport(Library)]
        public static extern IntPtr rd_kafka_mock_cluster_new(IntPtr client, int brokers);

        [DllImport(Library)]
        public static extern void rd_kafka_mock_cluster_destroy(IntPtr cluster);

        [DllImport(Library)]
        public static extern IntPtr rd_kafka_mock_cluster_bootstraps(IntPtr cluster);

        [DllImport(Library)]
        public static extern int rd_kafka_mock_topic_create(IntPtr cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partitions, int replication);

        [DllImport(Library)]
        public static extern void rd_kafka_mock_group_initial_rebalance_delay_ms(IntPtr cluster, int delay);
    }
}
