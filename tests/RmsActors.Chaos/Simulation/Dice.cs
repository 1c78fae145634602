namespace RmsActors.Chaos.Simulation;

/// <summary>All that is random in a run: the same seed, the same draws, on every machine (SplitMix64, Steele, Lea and Flood 2014).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>0 up to, but not including, 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True in this share of the draws, 0..1.</summary>
    public bool Chance(double share) => Unit() < share;

    /// <summary>0 up to, but not including, <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)(Unit() * limit);

    /// <summary>From <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    public T Pick<T>(params ReadOnlySpan<T> from) => from[Below(from.Length)];

    public ulong Next()
    {
        unchecked
        {
            var z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
