namespace RmsActors.Kafka;

/// <summary>
/// Since when something goes on without interruption, told by regular beats. When the beats stay away, because the thread that
/// makes them is held up or the whole process was frozen, that is an interruption at once, before anybody can say so. So it is when the
/// clock on the wall is set: of a time since then, it would not tell how long that is.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class Continuity(TimeProvider time)
{
    /// <summary>The longest time between two beats that is no interruption, and the furthest that the wall clock may move against the monotonic one between them.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private DateTimeOffset? _since;
    private DateTimeOffset _beatAt;
    private long _beat;

    /// <summary>When it began or was resumed; <see cref="DateTimeOffset.MaxValue"/> while it is interrupted, as it is before the first beat.</summary>
    public DateTimeOffset Since
    {
        get
        {
            lock (_gate)
            {
                return _since is { } since && !IsGap(time.GetTimestamp(), time.GetUtcNow()) ? since : DateTimeOffset.MaxValue;
            }
        }
    }

    /// <summary>To be called several times a second.</summary>
    /// <param name="goesOn">False while it is known to be interrupted.</param>
    public void Beat(bool goesOn)
    {
        lock (_gate)
        {
            var (now, at) = (time.GetTimestamp(), time.GetUtcNow());
            if (!goesOn)
            {
                _since = null;
            }
            else if (_since is null || IsGap(now, at))
            {
                _since = at;
            }

            (_beat, _beatAt) = (now, at);
        }
    }

    private bool IsGap(long now, DateTimeOffset at)
    {
        var elapsed = time.GetElapsedTime(_beat, now);
        return elapsed > LongestGap || (at - _beatAt - elapsed).Duration() > LongestGap;
    }
}
