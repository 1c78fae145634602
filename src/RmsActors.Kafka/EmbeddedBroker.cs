namespace RmsActors.Kafka;

/// <summary>A Kafka broker for development and tests: librdkafka's mock cluster, in memory, on loopback.</summary>
public sealed class EmbeddedBroker : IDisposable
{
    /// <summary>Starts it, with these topics.</summary>
    /// <param name="topics">Names and partitions.</param>
    public static EmbeddedBroker Start(IEnumerable<(string Topic, int Partitions)> topics) => throw new NotImplementedException();

    /// <summary>Where clients find it, <c>127.0.0.1:port</c>.</summary>
    public string Bootstrap => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
