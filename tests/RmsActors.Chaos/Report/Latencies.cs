using System.Text;
using RmsActors.Chaos.Faults;
using RmsActors.Chaos.Harness;
using RmsActors.Kafka;

namespace RmsActors.Chaos.Report;

/// <summary>What the faults cost in time.</summary>
internal static class Latencies
{
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    private const double Full = 0.9;

    /// <summary>
    /// From a node's end, or from arrival if that was later, to the decision: the 99th percentile, in milliseconds, of the payments
    /// that were there then or came within 15 s, that KYC answers promptly, and that had to wait for more than a second.
    /// </summary>
    public static double? AfterKillP99Ms(IReadOnlyCollection<Timings.Passage> payments, IEnumerable<NodeEnd> kills)
    {
        var waits = new List<double>();
        foreach (var kill in kills.Select(kill => kill.At))
        {
            waits.AddRange(
                from payment in payments
                where payment.IsPrompt && payment.Arrived < kill + After && payment.Decided > kill
                let wait = payment.Decided!.Value - (payment.Arrived > kill ? payment.Arrived!.Value : kill)
                where wait > Held
                select wait.TotalMilliseconds);
        }

        return P99(waits);
    }

    /// <summary>
    /// What a node's end costs the payments that it did not read, from arrival to decision, in milliseconds: those that KYC answers promptly and that came within 15 s
    /// after it; beside it those of the 10 s before. Null: it is not known what the nodes that ended had read.
    /// </summary>
    public static (Quantiles? BeforeKill, Quantiles? Untouched) OfUntouchedMs(IReadOnlyCollection<Timings.Passage> payments, IEnumerable<NodeEnd> kills)
    {
        var (before, untouched) = (new List<double>(), new List<double>());
        foreach (var (at, read) in kills)
        {
            foreach (var payment in read is null ? [] : payments.Where(static payment => payment.IsPrompt))
            {
                if (payment.Arrived > at - Before && payment.Decided < at)
                {
                    before.Add((payment.Decided - payment.Arrived)!.Value.TotalMilliseconds);
                }
                else if (payment.Arrived > at && payment.Arrived < at + After && payment.Decided is not null && !read!.Contains(PartitionOf(payment)))
                {
                    untouched.Add((payment.Decided - payment.Arrived)!.Value.TotalMilliseconds);
                }
            }
        }

        return (Quantiles.Of(before), Quantiles.Of(untouched));
    }

    /// <summary>From arrival to decision, in milliseconds, of the payments that KYC answers promptly.</summary>
    public static double? PromptP99Ms(IEnumerable<Timings.Passage> payments) => P99(
        [.. from payment in payments where payment.IsPrompt && payment.Decided is not null && payment.Arrived is not null select (payment.Decided - payment.Arrived)!.Value.TotalMilliseconds]);

    private static int PartitionOf(Timings.Passage payment) => Murmur2.Partition(Encoding.UTF8.GetBytes(payment.PaymentId), ChaosOptions.Partitions);

    private static double? P99(List<double> waits) => Quantiles.Of(waits)?.P99;

    /// <summary>
    /// How long after each return of the database it took until as many were decided within a second as come in a second; the longest, in seconds, and infinity for never.
    /// Null: none returned while payments were still to come for a full second.
    /// </summary>
    public static double? AfterDatabaseReturnSeconds(IReadOnlyCollection<Timings.Passage> payments, IReadOnlyCollection<DateTimeOffset> returns, int rate)
    {
        var decided = payments.Where(payment => payment.Decided is not null).Select(payment => payment.Decided!.Value).Order().ToList();
        var lastArrived = payments.Max(payment => payment.Arrived);
        var due = returns.Where(back => back + Window <= lastArrived).ToList();
        return due.Count == 0 ? null : due.Max(back => Recovered(decided, back, (int)(Full * rate)));
    }

    private static double Recovered(List<DateTimeOffset> decided, DateTimeOffset back, int enough)
    {
        var first = decided.FindIndex(at => at >= back);
        for (var from = first; from >= 0 && from + enough <= decided.Count; from++)
        {
            if (decided[from + enough - 1] - decided[from] <= Window)
            {
                return (decided[from] - back).TotalSeconds;
            }
        }

        return double.PositiveInfinity;
    }
}
