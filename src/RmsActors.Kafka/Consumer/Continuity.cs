namespace RmsActors.Kafka;

/// <summary>
/// Since when something goes on without interruption, told by regular beats. When the beats stay away, because the thread that
/// makes them is held up or the whole process was frozen, that is an interruption at once, before anybody can say so.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class Continuity(TimeProvider time)
{
    /// <summary>The longest time between two beats that is no interruption.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private DateTimeOffset? _since;
    private long _beat;

    /// <summary>When it began or was resumed; <see cref="DateTimeOffset.MaxValue"/> while it is interrupted, as it is before the first beat.</summary>
    public DateTimeOffset Since
    {
        get
        {
            lock (_gate)
            {
                return _since is { } since && time.GetElapsedTime(_beat) <= LongestGap ? since : DateTimeOffset.MaxValue;
            }
        }
    }

    /// <summary>To be called several times a second.</summary>
    /// <param name="goesOn">False while it is known to be interrupted.</param>
    public void Beat(bool goesOn)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (!goesOn)
            {
                _since = null;
            }
            else if (_since is null || time.GetElapsedTime(_beat, now) > LongestGap)
            {
                _since = time.GetUtcNow();
            }

            _beat = now;
        }
    }
}
