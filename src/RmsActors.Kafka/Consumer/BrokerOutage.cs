using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>
/// Whether the brokers are out of reach. The client says when they are, and not when they are back: so one is asked, on the poll
/// thread, in short attempts, and only meanwhile.
/// </summary>
/// <param name="topic">One that there is, to be asked about where no partition is ours.</param>
internal sealed class BrokerOutage(IConsumer<byte[]?, byte[]?> client, string topic, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private long _asked;

    /// <summary>Whether no broker has answered since the client could reach none.</summary>
    public bool Lasts { get; private set; }

    /// <summary>The client's error handler has been called.</summary>
    public void Heard(Error error)
    {
        if (error.Code is ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Transport)
        {
            Lasts = true;
        }
    }

    /// <summary>Asks for the log of a partition that is ours, or of our topic's first where none is, if there was an outage and it is time to ask.</summary>
    public void Probe()
    {
        if (!Lasts || time.GetElapsedTime(_asked) < Pause)
        {
            return;
        }

        try
        {
            client.QueryWatermarkOffsets(client.Assignment.FirstOrDefault() ?? new TopicPartition(topic, 0), Patience);
            Lasts = false;
        }
        catch (KafkaException)
        {
            // Still out of reach; the log has it from the client.
        }

        _asked = time.GetTimestamp();
    }
}
