using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>How far the replay of a dead letter has come.</summary>
public enum ReplayState
{
    /// <summary>Nobody has put it back.</summary>
    None,

    /// <summary>Somebody began to, and did not finish; replaying it again finds out whether it is there.</summary>
    Begun,

    /// <summary>It was put back.</summary>
    Done,
}

/// <summary>What the markers on a dead-letter topic say about its dead letters.</summary>
public sealed class ReplayMarkers
{
    private readonly Dictionary<TopicPartitionOffset, long> _begun = [];
    private readonly HashSet<TopicPartitionOffset> _done = [];

    /// <summary>Whether this record of a dead-letter topic is a marker and no dead letter.</summary>
    public static bool IsMarker(ConsumeResult<byte[]?, byte[]?> record) => ReplayMarker.Read(record.Message.Headers) is not null;

    /// <summary>Takes note of the record if it is a marker.</summary>
    /// <returns>Whether it is one.</returns>
    public bool Take(ConsumeResult<byte[]?, byte[]?> record)
    {
        if (ReplayMarker.Read(record.Message.Headers) is not { } marker)
        {
            return false;
        }

        var letter = new TopicPartitionOffset(record.TopicPartition, marker.Of);
        if (marker.SourceEnd is { } end)
        {
            // The first attempt's: what any of them has put back is above it.
            _begun.TryAdd(letter, end);
        }
        else
        {
            _done.Add(letter);
        }

        return true;
    }

    /// <summary>How far the replay of this dead letter has come.</summary>
    public ReplayState StateOf(TopicPartitionOffset letter) =>
        _done.Contains(letter) ? ReplayState.Done : _begun.ContainsKey(letter) ? ReplayState.Begun : ReplayState.None;

    /// <summary>Where to look for what an unfinished replay may have put back, or null.</summary>
    internal long? SourceEndOf(TopicPartitionOffset letter) => _begun.TryGetValue(letter, out var end) ? end : null;
}
