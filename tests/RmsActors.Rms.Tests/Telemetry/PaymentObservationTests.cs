using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using RmsActors.Domain.Payments;
using RmsActors.Domain.Scoring;
using RmsActors.Hosting;
using RmsActors.Rms.Telemetry;

namespace RmsActors.Rms.Tests.Telemetry;

public sealed class PaymentObservationTests : IDisposable
{
    private static readonly PaymentEvent s_decided = new PaymentEvent.PaymentDecided(
        new Decision(
            "pay-1", new RiskAssessment(Verdict.Decline, 80m, new(80m, 0.5m, false), new(80m, 0.3m, false), new(80m, 0.2m, false)),
            DecisionReason.Scored, 1, 70m, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch),
        new DecisionBytes([]));

    private static readonly PaymentEvent s_started = new PaymentEvent.ScoringStarted(
        new Payment("pay-1", "w", 1m, "EUR", "DE", "card", DateTimeOffset.UnixEpoch), "r", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    private static readonly PaymentReply s_taken = new PaymentReply.AnswerTaken(Late: false);
    private static readonly PaymentReply s_undecided = new PaymentReply.Undecided(ContentConflict: false);

    private readonly FakeTimeProvider _time = new();
    private readonly Counters _counters = new();
    private readonly MeterListener _listener = new();
    private readonly List<(string Leg, double Seconds)> _legs = new(capacity: 100_000);
    private readonly NodeTelemetry _telemetry;

    public PaymentObservationTests()
    {
        _telemetry = new NodeTelemetry(_counters, _time);
        _listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter == _counters.Meter && instrument.Name == "rms.leg.duration")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, value, tags, _) => _legs.Add(((string)tags[0].Value!, value)));
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _counters.Dispose();
    }

    [Fact]
    public void Each_leg_is_measured_from_its_own_beginning()
    {
        Observe(TimeSpan.FromSeconds(1));
        _legs.ShouldBe([("details_to_request", 2), ("request_to_reply", 1), ("reply_to_decision", 1)]);
        _counters.Snapshot()["decisions.decline.scored"].ShouldBe(1);
        _counters.Snapshot()["persists"].ShouldBe(2);
        _counters.Snapshot()["livePayments"].ShouldBe(0);
    }

    [Fact]
    public void A_leg_that_another_incarnation_began_is_not_measured()
    {
        var observed = new PaymentObservation(_telemetry);
        observed.Asked(traceParent: null, isNew: false);
        observed.Persisting("pay-1", s_taken, causedBy: null);
        _time.Advance(TimeSpan.FromSeconds(1));
        observed.Persisted(s_decided);
        _legs.ShouldBe([("reply_to_decision", 1)]);
    }

    [Fact]
    public void A_payment_allocates_nothing_where_no_trace_is_recorded()
    {
        Observe(TimeSpan.Zero);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            Observe(TimeSpan.Zero);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private void Observe(TimeSpan step)
    {
        var observed = new PaymentObservation(_telemetry);
        observed.Started();
        Pass(step);
        observed.Asked(traceParent: null, isNew: true);
        Pass(step);
        observed.Persisting("pay-1", s_undecided, causedBy: null);
        Pass(step);
        observed.Persisted(s_started);
        observed.Requested();
        Pass(step);
        observed.Persisting("pay-1", s_taken, causedBy: null);
        Pass(step);
        observed.Persisted(s_decided);
        observed.Stopped();
    }

    private void Pass(TimeSpan step)
    {
        if (step > TimeSpan.Zero)
        {
            _time.Advance(step);
        }
    }
}
