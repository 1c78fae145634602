using HdrHistogram;

namespace RmsActors.Cli.Demo;

/// <summary>From the payment row's commit to the status row's commit, in milliseconds; null where nothing was decided.</summary>
internal sealed record Latency(double? P50, double? P95, double? P99, double? Max)
{
    // Three significant digits, in microseconds, up to a day.
    private static readonly long Longest = (long)TimeSpan.FromDays(1).TotalMicroseconds;
    private const int Digits = 3;

    public static Latency Of(IEnumerable<TimeSpan> latencies)
    {
        var histogram = new LongHistogram(Longest, Digits);
        var max = TimeSpan.MinValue;
        foreach (var latency in latencies)
        {
            histogram.RecordValue(Math.Clamp((long)latency.TotalMicroseconds, 0, Longest));
            max = latency > max ? latency : max;
        }

        return histogram.TotalCount == 0 ? new(null, null, null, null) : new(At(50), At(95), At(99), Math.Round(max.TotalMilliseconds, 1));

        // A bucket's upper end may lie above the longest latency in it.
        double At(double percentile) => Math.Round(Math.Min(histogram.GetValueAtPercentile(percentile) / 1000.0, max.TotalMilliseconds), 1);
    }
}
