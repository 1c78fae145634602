using System.Text;
using Confluent.Kafka;
using RmsActors.Contracts;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Streams;

/// <summary>WALLET-KYC-RESPONSE: whose answer a record is.</summary>
public static class ReplyIntake
{
    /// <summary>What to deliver to which payment, or why the record is poison.</summary>
    /// <param name="traceParent">W3C trace context of what is done with the record, if any.</param>
    public static (DeliverKycAnswer? Deliver, string? Poison) Read(ConsumeResult<byte[]?, byte[]?> record, string? traceParent = null)
    {
        var (routed, poison) = MessageCodec.DecodeKycReply(record.Message.Value, CorrelationOf(record.Message.Headers));
        return (routed is null ? null : new DeliverKycAnswer(routed.PaymentId, routed.ToAnswer(), traceParent), poison);
    }

    private static string? CorrelationOf(Headers? headers) =>
        headers is not null && headers.TryGetLastBytes(MessageHeaders.CorrelationId, out var bytes) && bytes is not null ? Encoding.UTF8.GetString(bytes) : null;
}
