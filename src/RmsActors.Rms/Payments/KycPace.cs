namespace RmsActors.Rms.Payments;

/// <summary>
/// How long KYC's answers take just now, for all payments of a node. Where KYC, or the reading of its answers, is behind, asking it again brings answers that nobody needs any more and puts it further behind, so that
/// everything is late for longer than there was too much to do.
/// </summary>
public sealed class KycPace
{
    // Of a new time in the smoothed one.
    private const double Weight = 1.0 / 16;

    private double _seconds;

    /// <summary>The smoothed time from a first request to its answer; zero before there was any. What is never answered does not count, nor what was asked before the payment was recovered.</summary>
    public TimeSpan Usual => TimeSpan.FromSeconds(Volatile.Read(ref _seconds));

    /// <summary>An answer came so long after the first request. Any thread; of two at the same moment one may go uncounted.</summary>
    public void Answered(TimeSpan time)
    {
        var usual = Volatile.Read(ref _seconds);
        Volatile.Write(ref _seconds, usual + (Weight * (time.TotalSeconds - usual)));
    }
}
