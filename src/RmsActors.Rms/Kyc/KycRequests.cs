using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;

namespace RmsActors.Rms.Kyc;

/// <summary>Sends the actors' requests to KYC.</summary>
/// <param name="producer">Asked for when there is something to send: it starts after the region is configured, and before any actor does.</param>
/// <param name="counters">Counts <c>kycRequests</c>, and <c>kycRequestsPostponed</c> for want of room.</param>
public sealed class KycRequests(Func<KafkaProducer> producer, Counters counters)
{
    private static readonly byte[] ReplyTo = Encoding.UTF8.GetBytes(Topics.WalletKycResponse);

    /// <summary>
    /// Hands the request to the producer and returns at once. A request that finds no room, or is lost, is made again while the
    /// answer is missing.
    /// </summary>
    public void Send(KycRequest request) =>
        counters.Add(producer().TrySend(ToRecord(request)) ? "kycRequests" : "kycRequestsPostponed");

    /// <summary>The record: its key takes it to the payment's partition, its headers bring the reply back.</summary>
    public static OutgoingRecord ToRecord(KycRequest request) => new(
        Topics.WalletKycRequest,
        Encoding.UTF8.GetBytes(request.PaymentId),
        MessageCodec.Encode(request),
        new Headers
        {
            { MessageHeaders.CorrelationId, Encoding.UTF8.GetBytes(request.RequestId) },
            { MessageHeaders.ReplyTo, ReplyTo },
            { MessageHeaders.TraceParent, Encoding.ASCII.GetBytes(TraceParent(request)) },
        });

    // Derived from the request, so that all attempts, also those after a crash, belong to one trace.
    private static string TraceParent(KycRequest request)
    {
        var trace = SHA256.HashData(Encoding.UTF8.GetBytes(request.RequestId));
        var span = SHA256.HashData(Encoding.UTF8.GetBytes($"{request.RequestId}#{request.Attempt}"));
        return $"00-{Convert.ToHexStringLower(trace.AsSpan(0, 16))}-{Convert.ToHexStringLower(span.AsSpan(0, 8))}-01";
    }
}
