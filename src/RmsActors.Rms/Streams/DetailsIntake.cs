using System.Text;
using Confluent.Kafka;
using RmsActors.Contracts;
using RmsActors.Kafka;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Streams;

/// <summary>PAYMENT-DETAILS, step by step: what a record asks for, and what its answer has published.</summary>
public static class DetailsIntake
{
    /// <summary>What to ask the payment, or why the record is poison.</summary>
    /// <param name="traceParent">W3C trace context of what is done with the record, if any.</param>
    public static (ScorePayment? Ask, string? Poison) Read(ConsumeResult<byte[]?, byte[]?> record, string? traceParent = null)
    {
        var (details, poison) = MessageCodec.DecodePaymentDetails(record.Message.Value);
        var origin = new RecordOrigin(record.Topic, record.Partition.Value, record.Offset.Value);
        return (details is null ? null : new ScorePayment(details.ToPayment(), origin, traceParent), poison);
    }

    /// <summary>The decision's record: the stored bytes, whoever publishes them, and however often.</summary>
    /// <param name="traceParent">W3C trace context of the record that is answered, if any.</param>
    public static OutgoingRecord Decision(string paymentId, PaymentScored scored, string? traceParent = null) =>
        new(Topics.PayDecision, Encoding.UTF8.GetBytes(paymentId), scored.Decision.Value, RecordTrace.HeadersOf(traceParent));
}
