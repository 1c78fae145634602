namespace RmsActors.Chaos.Checking;

/// <summary>Something seen of the system from outside.</summary>
/// <param name="At">When, by the clock that all observations share.</param>
public abstract record Observation(DateTimeOffset At)
{
    /// <summary>A payment's row is committed in the payment database.</summary>
    public sealed record PaymentAccepted(string PaymentId, DateTimeOffset At) : Observation(At);

    /// <summary>A record was written.</summary>
    public sealed record RecordSeen(TopicRecord Record) : Observation(Record.At);

    /// <summary>A payment's status in the payment database.</summary>
    public sealed record StatusSeen(string PaymentId, string Status, DateTimeOffset At) : Observation(At);

    /// <summary>Offsets that the group which reads the topic has committed, by partition. All that was published before they were read comes before this.</summary>
    public sealed record OffsetsSeen(string Topic, IReadOnlyDictionary<int, long> Committed, DateTimeOffset At) : Observation(At);

    /// <summary>A record is about to be written on purpose that no part of the system would write; it may come to be there more than once, or not at all.</summary>
    public sealed record RecordInjected(string Topic, byte[]? Key, byte[]? Value, DateTimeOffset At) : Observation(At);

    /// <summary>An event in the journal.</summary>
    public sealed record JournalEventSeen(string PersistenceId, long SequenceNumber, string Manifest, DateTimeOffset At) : Observation(At);

    /// <summary>Something was done to the system.</summary>
    public sealed record FaultInjected(string Kind, string Text, DateTimeOffset At) : Observation(At);
}
