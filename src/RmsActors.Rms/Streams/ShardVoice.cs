namespace RmsActors.Rms.Streams;

/// <summary>
/// Whether a shard answers. One that has no home, or is overwhelmed, answers nobody, and what is asked of it waits or is dropped:
/// were everybody to ask again, what waits would grow without bound, and the shard would drown in it once it is back. So while a
/// shard is silent, one of those who wait asks again for all.
/// </summary>
/// <param name="probeInterval">The least time between two such questions.</param>
/// <param name="time">Times them.</param>
internal sealed class ShardVoice(TimeSpan probeInterval, TimeProvider time)
{
    private long _answers;
    private long _probedAt = time.GetTimestamp();
    private TaskCompletionSource? _next;

    /// <summary>How many answers have come from it; more than when a question was put: that question, or its answer, was lost.</summary>
    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>An answer has come.</summary>
    public void Answered()
    {
        Interlocked.Increment(ref _answers);
        if (Volatile.Read(ref _next) is not null)
        {
            Interlocked.Exchange(ref _next, null)?.TrySetResult();
        }
    }

    /// <summary>Ends when the next answer comes.</summary>
    public Task NextAnswerAsync()
    {
        if (Volatile.Read(ref _next) is { } waited)
        {
            return waited.Task;
        }

        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _next, next, null) ?? next).Task;
    }

    /// <summary>Whether the caller is the one who may ask again although the shard is silent.</summary>
    public bool TryProbe()
    {
        var before = Interlocked.Read(ref _probedAt);
        return time.GetElapsedTime(before) >= probeInterval
            && Interlocked.CompareExchange(ref _probedAt, time.GetTimestamp(), before) == before;
    }
}
