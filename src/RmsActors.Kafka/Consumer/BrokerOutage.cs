using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>
/// Whether the brokers are out of reach: all of them, or those that lead some of our partitions. The client says when they may be, and not when they are back: so they are asked, and again and again
/// meanwhile. For the poll thread.
/// </summary>
internal sealed class BrokerOutage(LogEnds ends)
{
    private bool _suspected;

    /// <summary>Whether no broker has answered since the client could reach none.</summary>
    public bool Lasts { get; private set; }

    /// <summary>Our partitions whose brokers do not answer.</summary>
    public IReadOnlySet<TopicPartition> Silent => ends.Silent;

    /// <summary>The client's error handler has been called.</summary>
    public void Heard(Error error)
    {
        // The loss of one of several brokers is told again at each attempt to reach it, and concerns what it leads.
        Lasts |= error.Code == ErrorCode.Local_AllBrokersDown;
        _suspected |= error.Code is ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Transport;
    }

    /// <summary>Looks, and asks if it is time to.</summary>
    public void Probe(Func<IReadOnlyCollection<TopicPartition>> assigned)
    {
        if (ends.Take())
        {
            // Who was asked before the loss was heard of does not tell that it is over.
            Lasts = ends.AllSilent || (Lasts && _suspected);
        }

        if (ends.Ask(assigned, soon: _suspected || Lasts))
        {
            _suspected = false;
        }
    }
}
