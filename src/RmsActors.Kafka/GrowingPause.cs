namespace RmsActors.Kafka;

/// <summary>How long to wait before the next attempt: 100 ms, doubled each time, up to 5 s.</summary>
internal static class GrowingPause
{
    private const int MostDoublings = 6;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <param name="failures">How many attempts have failed, from 1.</param>
    public static TimeSpan After(int failures)
    {
        var pause = First * (1 << Math.Clamp(failures - 1, 0, MostDoublings));
        return pause < Longest ? pause : Longest;
    }
}
