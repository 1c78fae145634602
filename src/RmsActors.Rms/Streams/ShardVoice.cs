namespace RmsActors.Rms.Streams;

/// <summary>
/// Whether a shard answers. One that has no home, or is overwhelmed, answers nobody, and what is asked of it waits or is dropped:
/// were everybody to ask again, what waits would grow without bound, and the shard would drown in it once it is back. So while a
/// shard is silent, one of those who wait asks again for all; when it speaks again, all do.
/// </summary>
/// <param name="silence">After how long without an answer it counts as silent; twice as often one may ask for all.</param>
/// <param name="time">Times them.</param>
public sealed class ShardVoice(TimeSpan silence, TimeProvider time)
{
    private long _answeredAt = time.GetTimestamp();
    private long _probedAt = time.GetTimestamp();
    private TaskCompletionSource? _resumption;

    /// <summary>Whether no answer has come for a while.</summary>
    public bool IsSilent => time.GetElapsedTime(Interlocked.Read(ref _answeredAt)) >= silence;

    /// <summary>An answer has come.</summary>
    public void Answered()
    {
        if (IsSilent)
        {
            Interlocked.Exchange(ref _resumption, null)?.TrySetResult();
        }

        Interlocked.Exchange(ref _answeredAt, time.GetTimestamp());
    }

    /// <summary>Ends when an answer comes after a silence.</summary>
    public Task ResumptionAsync()
    {
        if (Volatile.Read(ref _resumption) is { } waited)
        {
            return waited.Task;
        }

        var resumption = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _resumption, resumption, null) ?? resumption).Task;
    }

    /// <summary>Whether the caller is the one who may ask again although the shard is silent.</summary>
    public bool TryProbe()
    {
        var before = Interlocked.Read(ref _probedAt);
        return time.GetElapsedTime(before) >= silence / 2
            && Interlocked.CompareExchange(ref _probedAt, time.GetTimestamp(), before) == before;
    }
}
