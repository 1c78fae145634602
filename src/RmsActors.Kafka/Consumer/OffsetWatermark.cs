namespace RmsActors.Kafka;

/// <summary>What a completion did to a watermark.</summary>
public enum OffsetCompletion
{
    /// <summary>No such offset is under way: it never entered, or was completed and passed long ago.</summary>
    Unknown,

    /// <summary>It is complete already.</summary>
    Repeated,

    /// <summary>It is complete now, and something below it is not.</summary>
    Above,

    /// <summary>It is complete now, and the watermark moved.</summary>
    Advanced,
}

/// <summary>
/// One partition's records under way. Offsets enter in order, complete in any order; the watermark is the offset to commit:
/// everything that entered below it is complete. Offsets may leave gaps, since transaction markers and compaction do.
/// </summary>
/// <remarks>It holds all from the lowest incomplete offset on. Who lets offsets enter bounds that by <see cref="Held"/>.</remarks>
/// <param name="start">The position from which the partition is read.</param>
public sealed class OffsetWatermark(long start)
{
    // A ring: entry i is at (_first + i) modulo the length, which is a power of two.
    private Entry[] _ring = new Entry[16];
    private int _first;

    /// <summary>The offset to commit, Kafka's way: the next one to read after a restart.</summary>
    public long Watermark { get; private set; } = start;

    /// <summary>The offset that is read next: one above the last that entered.</summary>
    public long Position { get; private set; } = start;

    /// <summary>Entered, and not complete.</summary>
    public int UnderWay { get; private set; }

    /// <summary>Complete or under way from the watermark on.</summary>
    public int Held { get; private set; }

    /// <summary>The lowest offset that is not complete, and when it entered; null when all are.</summary>
    public (long Offset, DateTimeOffset Since)? Oldest => Held == 0 ? null : (_ring[_first].Offset, _ring[_first].Since);

    /// <summary>Takes an offset in; false where it is below <see cref="Position"/>, which changes nothing.</summary>
    /// <param name="since">Now, for <see cref="Oldest"/>.</param>
    public bool TryEnter(long offset, DateTimeOffset since)
    {
        if (offset < Position)
        {
            return false;
        }

        if (Held == _ring.Length)
        {
            Grow();
        }

        At(Held) = new Entry(offset, since, Complete: false);
        Position = offset + 1;
        UnderWay++;
        Held++;
        return true;
    }

    /// <summary>An offset's effect is durable.</summary>
    public OffsetCompletion Complete(long offset)
    {
        var index = IndexOf(offset);
        if (index < 0)
        {
            return OffsetCompletion.Unknown;
        }

        ref var entry = ref At(index);
        if (entry.Complete)
        {
            return OffsetCompletion.Repeated;
        }

        entry = entry with { Complete = true };
        UnderWay--;
        if (index > 0)
        {
            return OffsetCompletion.Above;
        }

        while (Held > 0 && _ring[_first].Complete)
        {
            Watermark = _ring[_first].Offset + 1;
            _first = (_first + 1) & (_ring.Length - 1);
            Held--;
        }

        return OffsetCompletion.Advanced;
    }

    private ref Entry At(int index) => ref _ring[(_first + index) & (_ring.Length - 1)];

    // Offsets rise by at least one, so an offset lies at most as far from the first as their difference; without gaps, exactly there.
    private int IndexOf(long offset)
    {
        if (Held == 0 || offset < _ring[_first].Offset)
        {
            return -1;
        }

        var (low, high) = (0, (int)Math.Min(offset - _ring[_first].Offset, Held - 1));
        for (var at = high; low <= high; at = low + ((high - low) / 2))
        {
            var found = At(at).Offset;
            if (found == offset)
            {
                return at;
            }

            (low, high) = found < offset ? (at + 1, high) : (low, at - 1);
        }

        return -1;
    }

    private void Grow()
    {
        var larger = new Entry[_ring.Length * 2];
        for (var at = 0; at < Held; at++)
        {
            larger[at] = At(at);
        }

        (_ring, _first) = (larger, 0);
    }

    private readonly record struct Entry(long Offset, DateTimeOffset Since, bool Complete);
}
