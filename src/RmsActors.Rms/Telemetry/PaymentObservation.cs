using System.Diagnostics;
using RmsActors.Domain.Payments;
using RmsActors.Kafka;

namespace RmsActors.Rms.Telemetry;

/// <summary>
/// What is measured of one payment while its actor lives. A leg that began in another incarnation is not measured: nobody knows when.
/// </summary>
/// <remarks>A mutable struct, so that it costs a payment no object.</remarks>
internal struct PaymentObservation(NodeTelemetry? telemetry)
{
    private long _asked;
    private long _requested;
    private long _answered;
    private Activity? _persisting;

    /// <summary>W3C trace context that the payment's details brought; null while they have not come, or brought none.</summary>
    public string? TraceParent { get; private set; }

    public readonly void Started() => telemetry?.PaymentStarted();

    /// <param name="isNew">Whether nothing is known of the payment yet.</param>
    public void Asked(string? traceParent, bool isNew)
    {
        TraceParent = traceParent ?? TraceParent;
        if (isNew && _asked == 0)
        {
            _asked = Now;
        }
    }

    public void Requested()
    {
        if (_requested == 0)
        {
            _requested = Now;
            telemetry?.Ended(Leg.DetailsToRequest, _asked);
        }
    }

    public void Persisting(string paymentId, PaymentReply reply, string? causedBy)
    {
        if (reply is PaymentReply.AnswerTaken { Late: false })
        {
            _answered = Now;
            telemetry?.Ended(Leg.RequestToReply, _requested);
        }

        _persisting = RecordTrace.Start(NodeTelemetry.Source, "persist", ActivityKind.Internal, causedBy ?? TraceParent)?.SetPayment(paymentId);
    }

    public void Persisted(PaymentEvent stored)
    {
        EndSpan();
        telemetry?.Persisted();
        if (stored is PaymentEvent.PaymentDecided decided)
        {
            telemetry?.Decided(decided.Decision);
            telemetry?.Ended(Leg.ReplyToDecision, _answered);
        }
    }

    public void PersistFailed(bool rejected)
    {
        _persisting?.SetStatus(ActivityStatusCode.Error);
        EndSpan();
        if (rejected)
        {
            telemetry?.PersistRejected();
        }
        else
        {
            telemetry?.PersistFailed();
        }
    }

    public void Stopped()
    {
        EndSpan();
        telemetry?.PaymentStopped();
    }

    private readonly long Now => telemetry?.Time.GetTimestamp() ?? 0;

    private void EndSpan()
    {
        _persisting?.Dispose();
        _persisting = null;
    }
}
