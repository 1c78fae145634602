namespace RmsActors.Cli.Demo;

/// <summary>How fast payments are submitted.</summary>
/// <param name="PerSecond">Submissions per second.</param>
/// <param name="MaxUndecided">How many may be submitted and not yet decided; past it, submitting waits.</param>
internal sealed record Pace(double PerSecond, int MaxUndecided)
{
    private const double LeastPerSecond = 100;
    private const double Seconds = 10;

    // What waits longer than KYC's deadline is decided without its score: a demo on a slow machine must not come to that by itself.
    private const int FewUndecided = 500;

    // The embedded broker keeps 5 MiB a partition and drops what is older, read or not; this many payments take a tenth of that.
    private const int ManyUndecided = 10_000;

    /// <summary>
    /// As asked; otherwise all of them within 10 s, but at least 100 per second, and no faster than they are decided, so that
    /// latencies are those of the path and not those of a queue before it.
    /// </summary>
    public static Pace Of(double? perSecond, int payments) => perSecond is { } asked
        ? new Pace(asked, ManyUndecided)
        : new Pace(Math.Max(LeastPerSecond, payments / Seconds), FewUndecided);
}
