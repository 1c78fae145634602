namespace RmsActors.Kafka;

/// <summary>
/// One partition's progress: offsets enter in order, complete in any order, and the watermark is the offset below which all is
/// complete. Only the watermark is ever committed. Pure; not safe for several threads.
/// </summary>
public sealed class OffsetWatermark(long start)
{
    // What has entered and lies at or above the watermark, in order; gaps between offsets are normal (compaction, control records).
    private readonly Queue<long> _entered = new();
    private readonly HashSet<long> _underWay = [];
    private long _lastEntered = start - 1;

    /// <summary>The next offset to read after a restart: all below it is complete.</summary>
    public long Value { get; private set; } = start;

    /// <summary>Entered and not yet below the watermark: under way, or complete above one that is not.</summary>
    public int AboveCount => _entered.Count;

    /// <summary>Entered and not complete.</summary>
    public int UnderWayCount => _underWay.Count;

    /// <summary>The lowest offset that is not complete, or null.</summary>
    public long? Oldest => _entered.TryPeek(out var oldest) ? oldest : null;

    /// <summary>An offset is being processed from now on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above the one that entered last.</exception>
    public void Enter(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(offset, _lastEntered);
        _lastEntered = offset;
        _entered.Enqueue(offset);
        _underWay.Add(offset);
    }

    /// <summary>An offset is complete. One that never entered, or is complete already, changes nothing.</summary>
    /// <returns>Whether the watermark has moved.</returns>
    public bool Complete(long offset)
    {
        if (!_underWay.Remove(offset))
        {
            return false;
        }

        var before = Value;
        while (_entered.TryPeek(out var oldest) && !_underWay.Contains(oldest))
        {
            _entered.Dequeue();
            Value = oldest + 1;
        }

        return Value != before;
    }
}
