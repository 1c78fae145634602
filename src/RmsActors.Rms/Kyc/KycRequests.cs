using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Rms.Telemetry;

namespace RmsActors.Rms.Kyc;

/// <summary>Sends the actors' requests to KYC.</summary>
/// <param name="producer">Asked for when there is something to send: it starts after the region is configured, and before any actor does.</param>
/// <param name="counters">Counts <c>kycRequests</c>, the <c>kycRetries</c> among them, and <c>kycRequestsPostponed</c> for want of room.</param>
public sealed class KycRequests(Func<KafkaProducer> producer, Counters counters)
{
    private static readonly byte[] ReplyTo = Encoding.UTF8.GetBytes(Topics.WalletKycResponse);

    /// <summary>
    /// Hands the request to the producer and returns at once. A request that finds no room, or is lost, is made again while the
    /// answer is missing.
    /// </summary>
    /// <param name="traceParent">W3C trace context of the payment's details; null where it is not known.</param>
    public void Send(KycRequest request, string? traceParent)
    {
        using var trace = RecordTrace.Send(NodeTelemetry.Source, Topics.WalletKycRequest, traceParent)?.SetPayment(request.PaymentId);
        if (!producer().TrySend(ToRecord(request, trace?.Id ?? traceParent)))
        {
            counters.Add(NodeMetrics.KycRequestsPostponed);
            return;
        }

        counters.Add(NodeMetrics.KycRequests);
        if (request.Attempt > 1)
        {
            counters.Add(NodeMetrics.KycRetries);
        }
    }

    /// <summary>The record: its key takes it to the payment's partition, its headers bring the reply back.</summary>
    public static OutgoingRecord ToRecord(KycRequest request, string? traceParent = null) => new(
        Topics.WalletKycRequest,
        Encoding.UTF8.GetBytes(request.PaymentId),
        MessageCodec.Encode(request),
        new Headers
        {
            { MessageHeaders.CorrelationId, Encoding.UTF8.GetBytes(request.RequestId) },
            { MessageHeaders.ReplyTo, ReplyTo },
            { MessageHeaders.TraceParent, Encoding.ASCII.GetBytes(traceParent ?? DerivedTraceParent(request)) },
        });

    // After a crash a request is made again before the payment's details are read again, whose trace is not known then. Derived, so
    // that all such attempts belong to one trace; and not to be recorded, since nobody knows whether the payment's is.
    private static string DerivedTraceParent(KycRequest request)
    {
        var trace = SHA256.HashData(Encoding.UTF8.GetBytes(request.RequestId));
        var span = SHA256.HashData(Encoding.UTF8.GetBytes($"{request.RequestId}#{request.Attempt}"));
        return $"00-{Convert.ToHexStringLower(trace.AsSpan(0, 16))}-{Convert.ToHexStringLower(span.AsSpan(0, 8))}-00";
    }
}
