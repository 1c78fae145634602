namespace RmsActors.Rms.Payments;

/// <summary>
/// How long KYC's answers take just now, for all payments of a node. Where KYC, or the reading of its answers, is behind, asking it again brings answers that nobody needs any more, and puts it further behind: with
/// what queues then, payments wait until they are asked for once more, and the load of an overload outlives it.
/// </summary>
public sealed class KycPace
{
    // Of a new waiting time in the smoothed one: of a hundred payments one may get no answer at all, and must not slow the others down.
    private const double Weight = 1.0 / 16;

    private double _seconds;

    /// <summary>The smoothed time from a first request to its answer; zero before there was any.</summary>
    public TimeSpan Usual => TimeSpan.FromSeconds(Volatile.Read(ref _seconds));

    /// <summary>A payment has waited so long, for an answer or until it gave up. Any thread; of two at the same moment one may go uncounted.</summary>
    public void Waited(TimeSpan time)
    {
        var usual = Volatile.Read(ref _seconds);
        Volatile.Write(ref _seconds, usual + (Weight * (time.TotalSeconds - usual)));
    }
}
