using System.Data.Common;
using System.Text;
using Confluent.Kafka;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Payments;

namespace RmsActors.Antifraud;

/// <summary>PAYMENT-READY-FOR-ANTIFRAUD: loads each payment and sends it to PAYMENT-DETAILS.</summary>
public sealed class ReadyPayments(PaymentStore store, KafkaProducer producer, Counters counters)
{
    /// <summary>Ends once the details of all are acknowledged. A database that cannot be used is an exception, and never a dead letter.</summary>
    public async Task<IReadOnlyList<Outcome>> HandleAsync(IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> records, CancellationToken cancel)
    {
        var messages = records.Select(record => new Ready(record, MessageCodec.DecodePaymentReady(record.Message.Value))).ToList();
        return await HandleAsync(messages, cancel);
    }

    private async Task<IReadOnlyList<Outcome>> HandleAsync(IReadOnlyList<Ready> messages, CancellationToken cancel)
    {
        IReadOnlyDictionary<string, StoredPayment> payments;
        try
        {
            payments = await store.FindAsync([.. messages.Where(m => m.Decoded.Message is not null).Select(m => m.Decoded.Message!.PaymentId)], cancel);
        }
        catch (DbException refusal) when (DatabaseRefusal.IsOfValue(refusal))
        {
            // One of them is to blame, and must not hold up the others for ever.
            return messages.Count == 1
                ? [Poison(DatabaseRefusal.Reason(refusal))]
                : [.. (await Task.WhenAll(messages.Select(message => HandleAsync([message], cancel)))).SelectMany(outcomes => outcomes)];
        }

        return await Task.WhenAll(messages.Select(message => HandleAsync(message, payments, cancel)));
    }

    private async Task<Outcome> HandleAsync(Ready message, IReadOnlyDictionary<string, StoredPayment> payments, CancellationToken cancel)
    {
        if (message.Decoded.Message is not { PaymentId: var paymentId })
        {
            return Poison(message.Decoded.Poison!);
        }

        var parent = RecordTrace.ParentOf(message.Record.Message.Headers);
        using var trace = RecordTrace.Process(AntifraudTelemetry.Source, message.Record, parent)?.SetPayment(paymentId);

        if (!payments.TryGetValue(paymentId, out var payment))
        {
            counters.Add("readyUnknown");
            return Outcome.Poison($"no payment '{paymentId}' in the payment database");
        }

        await producer.SendAsync(
            new OutgoingRecord(
                Topics.PaymentDetails, Encoding.UTF8.GetBytes(paymentId), MessageCodec.Encode(payment.Details), RecordTrace.HeadersOf(trace?.Id ?? parent)),
            cancel);
        counters.Add("detailsSent");
        return Outcome.Done;
    }

    private Outcome Poison(string reason)
    {
        counters.Add("readyPoison");
        return Outcome.Poison(reason);
    }

    private readonly record struct Ready(ConsumeResult<byte[]?, byte[]?> Record, Decoded<PaymentReady> Decoded);
}
