using System.Globalization;

namespace RmsActors.Kafka;

/// <summary>
/// Lets each kind of message through once in five seconds: during an outage, thousands of records fail again and again for one reason.
/// </summary>
internal sealed class LogThrottle(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Last, int LeftOut)> _kinds = new(StringComparer.Ordinal);

    /// <param name="kind">One of a few: an error code, an exception's type.</param>
    /// <param name="left">To append to the message: how many were left out before it.</param>
    public bool Allows(string kind, out string left)
    {
        lock (_gate)
        {
            if (_kinds.TryGetValue(kind, out var seen) && time.GetElapsedTime(seen.Last) < Interval)
            {
                _kinds[kind] = seen with { LeftOut = seen.LeftOut + 1 };
                left = "";
                return false;
            }

            left = seen.LeftOut == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {seen.LeftOut} more like it were not logged");
            _kinds[kind] = (time.GetTimestamp(), 0);
            return true;
        }
    }
}
