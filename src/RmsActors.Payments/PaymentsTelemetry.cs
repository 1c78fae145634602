using System.Diagnostics;
using RmsActors.Hosting;

namespace RmsActors.Payments;

/// <summary>What the payments role tells about itself.</summary>
internal static class PaymentsTelemetry
{
    /// <summary>The role's spans.</summary>
    public static readonly ActivitySource Source = new("RmsActors.Payments");

    /// <summary>Makes metrics of what the role counts.</summary>
    public static void Publish(Counters counters)
    {
        counters.Publish(
            "rms.submissions", "{payment}", "Payments that were handed in, by what became of them.",
            CountSeries.Of("paymentsAccepted", "result", "accepted"),
            CountSeries.Of("paymentsKnown", "result", "known"),
            CountSeries.Of("paymentsWithOtherContent", "result", "other_content"),
            CountSeries.Of("paymentsRefused", "result", "refused"));
        counters.Publish("rms.payments.announced", "{payment}", "Announcements that the broker has acknowledged.", new CountSeries("paymentsAnnounced"));
    }
}
