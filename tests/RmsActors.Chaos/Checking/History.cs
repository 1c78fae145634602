namespace RmsActors.Chaos.Checking;

/// <summary>All that was seen of a run, in the order in which it was seen. Nothing is ever taken back. Any thread may add.</summary>
public sealed class History
{
    private readonly Lock _gate = new();
    private readonly List<Observation> _observations = [];

    /// <summary>The payment's row is committed.</summary>
    public void Accepted(string paymentId, DateTimeOffset at) => Add(new Observation.PaymentAccepted(paymentId, at));

    /// <summary>A record of any topic, dead-letter topics among them. Each record is to be given once.</summary>
    public void Record(TopicRecord record) => Add(new Observation.RecordSeen(record));

    /// <summary>A payment's status, by the name that the payment database gives it; to be given for every accepted payment once the system is drained.</summary>
    public void Status(string paymentId, string status, DateTimeOffset at) => Add(new Observation.StatusSeen(paymentId, status, at));

    /// <summary>
    /// Committed offsets of a topic. They must be read first, and be given only once all decisions and dead letters that were on their
    /// topics at that moment have been.
    /// </summary>
    public void OffsetsCommitted(string topic, IReadOnlyDictionary<int, long> committed, DateTimeOffset at) =>
        Add(new Observation.OffsetsSeen(topic, committed, at));

    /// <summary>A record is to be written that no part of the system would write. Poison of which this was not told was made by the system.</summary>
    public void Injected(string topic, byte[]? key, byte[]? value, DateTimeOffset at) => Add(new Observation.RecordInjected(topic, key, value, at));

    /// <summary>An event that the journal holds, for the histories; no rule asks for it.</summary>
    /// <param name="persistenceId">Under which the journal has it: <see cref="Narrative.PersistenceIdOf"/> of a payment.</param>
    /// <param name="manifest">What it is.</param>
    /// <param name="at">When it was written; where that is not known, when it was read.</param>
    public void JournalEvent(string persistenceId, long sequenceNumber, string manifest, DateTimeOffset at) =>
        Add(new Observation.JournalEventSeen(persistenceId, sequenceNumber, manifest, at));

    /// <summary>Something was done to the system.</summary>
    /// <param name="kind">One word or two, for counting.</param>
    public void Fault(string kind, string text, DateTimeOffset at) => Add(new Observation.FaultInjected(kind, text, at));

    /// <summary>What has been seen so far.</summary>
    public IReadOnlyList<Observation> Observations()
    {
        lock (_gate)
        {
            return _observations.ToArray();
        }
    }

    private void Add(Observation seen)
    {
        lock (_gate)
        {
            _observations.Add(seen);
        }
    }
}
