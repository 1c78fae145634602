namespace RmsActors.Hosting;

/// <summary>
/// Counts the times that a process was asked to end. Who ends a process and its group, as <c>timeout</c> does, asks twice at once and means one.
/// </summary>
internal sealed class SignalCount(TimeProvider time)
{
    /// <summary>For how long after the first signal others are taken for it.</summary>
    public static readonly TimeSpan SameFor = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long _first;
    private int _heard;

    /// <summary>Takes a signal.</summary>
    /// <returns>How many there were before; null: it is the first one, heard again.</returns>
    public int? Next()
    {
        lock (_lock)
        {
            if (_heard == 0)
            {
                _first = time.GetTimestamp();
            }
            else if (time.GetElapsedTime(_first) < SameFor)
            {
                return null;
            }

            return _heard++;
        }
    }
}
