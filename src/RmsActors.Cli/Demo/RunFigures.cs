using RmsActors.Payments;

namespace RmsActors.Cli.Demo;

/// <summary>Puts together what a run came to.</summary>
internal static class RunFigures
{
    /// <summary>The report of a run that has ended, in time or not.</summary>
    public static DemoReport Of(DemoOutcome outcome, ObservedDecisions observed, DemoWork work, Feeder feeder, NodeCounts counts, long deadLettered, int nodes)
    {
        var now = work.DecidedNow.ToList();
        var seconds = now.Count == 0 ? 0 : Math.Max(0.001, (now.Max(payment => payment.DecidedAt) - work.StartedAt)!.Value.TotalSeconds);
        return new DemoReport(
            outcome.Payments.Count,
            outcome.Count(PaymentStatus.Approved),
            outcome.Count(PaymentStatus.Declined),
            outcome.Count(PaymentStatus.InReview),
            outcome.Count(PaymentStatus.AwaitingAntifraud),
            observed.Conflicting,
            feeder.ContentConflicts + counts.ContentConflicts,
            observed.Duplicates,
            deadLettered,
            Math.Round(seconds, 3),
            seconds == 0 ? 0 : Math.Round(now.Count / seconds, 1),
            Latency.Of(now.Select(payment => payment.DecidedAt!.Value - payment.AcceptedAt)),
            new Replies(counts.OnOwner, counts.Forwarded),
            nodes);
    }
}
