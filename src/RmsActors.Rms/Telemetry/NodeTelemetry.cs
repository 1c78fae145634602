using System.Diagnostics;
using System.Diagnostics.Metrics;
using RmsActors.Domain.Payments;
using RmsActors.Domain.Scoring;
using RmsActors.Hosting;

namespace RmsActors.Rms.Telemetry;

/// <summary>What a node measures of its payments. Nothing here allocates for a payment.</summary>
public sealed class NodeTelemetry
{
    // Legs take milliseconds, or, with KYC slow or a node lost, seconds.
    private static readonly InstrumentAdvice<double> s_buckets = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60],
    };

    private static readonly KeyValuePair<string, object?>[] s_legs =
    [
        new("leg", "details_to_request"), new("leg", "request_to_reply"), new("leg", "reply_to_decision"), new("leg", "decision_to_acknowledged"),
    ];

    private readonly Counters _counters;
    private readonly Histogram<double> _legs;
    private readonly Histogram<double> _payments;
    private long _live;

    /// <param name="counters">Takes the counts, and has the meter.</param>
    /// <param name="time">Times the legs.</param>
    public NodeTelemetry(Counters counters, TimeProvider time)
    {
        (_counters, Time) = (counters, time);
        _legs = counters.Meter.CreateHistogram("rms.leg.duration", "s", "How long a leg of a payment's way took.", advice: s_buckets);
        _payments = counters.Meter.CreateHistogram(
            "rms.payment.duration", "s", "From when a payment's details were read to the acknowledgement of its decision.", advice: s_buckets);
        counters.Gauge("livePayments", () => Live, "rms.payments.live", "{payment}", "Payments' actors in this node's memory.");
        NodeMetrics.Publish(counters);
    }

    /// <summary>The node's spans.</summary>
    public static ActivitySource Source { get; } = new("RmsActors.Rms");

    public TimeProvider Time { get; }

    /// <summary>A leg has ended that began at <paramref name="since"/>, a timestamp of <see cref="Time"/>; 0: it was not seen to begin.</summary>
    public void Ended(Leg leg, long since)
    {
        if (since != 0)
        {
            _legs.Record(Time.GetElapsedTime(since).TotalSeconds, s_legs[(int)leg]);
        }
    }

    /// <summary>The decision of a payment whose details were read at <paramref name="read"/> has been acknowledged.</summary>
    public void Acknowledged(long read) => _payments.Record(Time.GetElapsedTime(read).TotalSeconds);

    /// <summary>Payments' actors in this node's memory.</summary>
    public long Live => Volatile.Read(ref _live);

    public void PaymentStarted() => Interlocked.Increment(ref _live);

    public void PaymentStopped() => Interlocked.Decrement(ref _live);

    public void Persisted() => _counters.Add(NodeMetrics.Persists);

    public void PersistFailed() => _counters.Add(NodeMetrics.PersistsFailed);

    public void PersistRejected() => _counters.Add(NodeMetrics.PersistsRejected);

    /// <summary>A decision is stored, for the first and only time.</summary>
    public void Decided(Decision decision) => _counters.Add((decision.Assessment.Verdict, decision.Reason) switch
    {
        (Verdict.Approve, DecisionReason.Scored) => NodeMetrics.Approved,
        (Verdict.Decline, DecisionReason.Scored) => NodeMetrics.Declined,
        (Verdict.Approve, _) => NodeMetrics.ApprovedInSilence,
        (Verdict.Decline, _) => NodeMetrics.DeclinedInSilence,
        _ => NodeMetrics.ReviewedInSilence,
    });
}
