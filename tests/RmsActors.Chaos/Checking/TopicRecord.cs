namespace RmsActors.Chaos.Checking;

/// <summary>A record as it stands on its topic, read by somebody who takes no part.</summary>
/// <param name="Correlation">The correlation id's header, where there is one.</param>
/// <param name="Source">On a dead-letter topic, what its headers say; null where they do not.</param>
/// <param name="At">When it was written, by the clock that all observations share.</param>
public sealed record TopicRecord(
    string Topic, int Partition, long Offset, byte[]? Key, byte[]? Value, DateTimeOffset At, string? Correlation = null, DeadLetterOrigin? Source = null);

/// <summary>What a dead letter's headers say about the record that it is a copy of.</summary>
/// <param name="Reason">Why it was put aside.</param>
public sealed record DeadLetterOrigin(string Topic, int Partition, long Offset, string Reason);
