using System.Diagnostics;
using RmsActors.Hosting;
using RmsActors.Payments;

namespace RmsActors.Antifraud;

/// <summary>What the antifraud role tells about itself.</summary>
internal static class AntifraudTelemetry
{
    /// <summary>The role's spans.</summary>
    public static readonly ActivitySource Source = new("RmsActors.Antifraud");

    /// <summary>Makes metrics of what the role counts.</summary>
    public static void Publish(Counters counters)
    {
        counters.Publish("rms.details.sent", "{payment}", "Payments' details that the broker has acknowledged.", new CountSeries("detailsSent"));
        counters.Publish(
            "rms.decisions.applied", "{decision}", "Decisions that were read, by what became of them.",
            CountSeries.Of("decisions" + ApplyResult.Applied, "result", "applied"),
            CountSeries.Of("decisions" + ApplyResult.Duplicate, "result", "duplicate"),
            CountSeries.Of("decisions" + ApplyResult.Differing, "result", "differing"),
            CountSeries.Of("decisions" + ApplyResult.Conflict, "result", "conflict"),
            CountSeries.Of("decisions" + ApplyResult.NoSuchPayment, "result", "no_such_payment"),
            CountSeries.Of("decisionsPoison", "result", "poison"));
    }
}
