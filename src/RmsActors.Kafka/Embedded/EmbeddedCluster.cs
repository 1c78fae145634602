using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace RmsActors.Kafka;

/// <summary>A mock cluster and the client instance that librdkafka wants beside it, destroyed in this order.</summary>
internal sealed class EmbeddedCluster() : SafeHandle(0, ownsHandle: true)
{
    private const int Producer = 0;
    private const string ErrorsOnly = "3";
    private nint _client;

    public override bool IsInvalid => handle == 0;

    /// <summary>Starts a cluster of <paramref name="brokers"/> brokers on ports that the system chooses.</summary>
    /// <exception cref="InvalidOperationException">librdkafka said no, and why.</exception>
    public static EmbeddedCluster Create(int brokers)
    {
        var error = new byte[512];
        var conf = Librdkafka.ConfNew();
        // This client talks to nobody, and would warn on standard error that it does not know whom to talk to.
        _ = Librdkafka.ConfSet(conf, "log_level", ErrorsOnly, error, error.Length);
        var client = Librdkafka.New(Producer, conf, error, error.Length);
        if (client == 0)
        {
            // Only after a failure does the configuration still belong to the caller.
            Librdkafka.ConfDestroy(conf);
            throw new InvalidOperationException($"The embedded broker did not start: {Text(error)}");
        }

        var cluster = new EmbeddedCluster { _client = client };
        cluster.SetHandle(Librdkafka.MockClusterNew(client, brokers));
        if (cluster.IsInvalid)
        {
            Librdkafka.Destroy(client);
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"The embedded broker did not start: no mock cluster of {brokers} brokers."));
        }

        return cluster;
    }

    protected override bool ReleaseHandle()
    {
        Librdkafka.MockClusterDestroy(handle);
        Librdkafka.Destroy(_client);
        return true;
    }

    internal static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8.AsSpan(0, Math.Max(0, Array.IndexOf(utf8, (byte)0))));
}
