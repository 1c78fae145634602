using System.Globalization;

namespace RmsActors.Kafka;

/// <summary>
/// Lets a repeated message through once in five seconds: during an outage, thousands of records fail again and again for one reason.
/// </summary>
internal sealed class LogThrottle(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private long? _last;
    private int _left;

    /// <param name="left">To append to the message: how many were left out before it.</param>
    public bool Allows(out string left)
    {
        lock (_gate)
        {
            if (_last is { } last && time.GetElapsedTime(last) < Interval)
            {
                _left++;
                left = "";
                return false;
            }

            left = _left == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {_left} more like it were not logged");
            (_last, _left) = (time.GetTimestamp(), 0);
            return true;
        }
    }
}
