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
    public static (ScorePayment? Ask, string? Poison) Read(ConsumeResult<byte[]?, byte[]?> record)
    {
        var (details, poison) = MessageCodec.DecodePaymentDetails(record.Message.Value);
        return (details is null ? null : new ScorePayment(details.ToPayment(), new RecordOrigin(record.Topic, record.Partition.Value, record.Offset.Value)), poison);
    }

    /// <summary>The decision's record: the stored bytes, whoever publishes them, and however often.</summary>
    public static OutgoingRecord Decision(string paymentId, PaymentScored scored) =>
        new(Topics.PayDecision, Encoding.UTF8.GetBytes(paymentId), scored.Decision.Value);
}
