using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Rms.Inspection;
using RmsActors.Rms.Payments;
using RmsActors.Rms.Telemetry;

namespace RmsActors.Rms.Streams;

/// <summary>What becomes of a record of either topic, from when it was read until its offset may be committed.</summary>
/// <param name="payments">Asks a record's payment, wherever it lives.</param>
/// <param name="admission">Lets a payment's details in.</param>
/// <param name="publish">Publishes a decision, and ends once the broker has acknowledged it.</param>
/// <param name="shards">Tell a payment's partition.</param>
/// <param name="underWay">Shows what has been read and is not decided.</param>
/// <param name="counters">Take the counts.</param>
/// <param name="telemetry">Takes the times, by its own clock.</param>
/// <param name="logger">Told of what is unusual about a record.</param>
public sealed class PaymentRecords(
    PatientAsk payments,
    PaymentAdmission admission,
    Func<OutgoingRecord, CancellationToken, Task> publish,
    PaymentShard shards,
    UnderWayPayments underWay,
    Counters counters,
    NodeTelemetry telemetry,
    ILogger logger)
{
    private int _misplaced;
    private int _undecided;

    /// <summary>Payments whose details were read here and whose decision is not acknowledged.</summary>
    public int Undecided => Volatile.Read(ref _undecided);

    /// <summary>A record of PAYMENT-DETAILS: done once the payment is decided and its decision acknowledged by the broker.</summary>
    public async Task<Outcome> ScoreAsync(ConsumeResult<byte[]?, byte[]?> record, CancellationToken cancel)
    {
        var read = telemetry.Time.GetTimestamp();
        var parent = RecordTrace.ParentOf(record.Message.Headers);
        using var trace = RecordTrace.Process(NodeTelemetry.Source, record, parent);
        var context = trace?.Id ?? parent;
        var (ask, poison) = DetailsIntake.Read(record, context);
        if (ask is null)
        {
            counters.Add("detailsPoison");
            return Outcome.Poison(poison!);
        }

        trace?.SetPayment(ask.PaymentId);
        CountMisplaced(ask.PaymentId, record);
        Interlocked.Increment(ref _undecided);
        underWay.Enter(ask, record);
        try
        {
            await admission.EnterAsync(cancel);
            var (scored, quarantine) = await payments.AskAsync<PaymentScored>(ask, cancel);
            if (scored is null)
            {
                return Quarantined(ask.PaymentId, quarantine!, record, context);
            }

            var decided = telemetry.Time.GetTimestamp();
            await publish(DetailsIntake.Decision(ask.PaymentId, scored, context), cancel);
            telemetry.Ended(Leg.DecisionToAcknowledged, decided);
            telemetry.Acknowledged(read);
            counters.Add("decisionsPublished");
            if (scored.ContentConflict)
            {
                counters.Add("contentConflicts");
                logger.LogWarning(
                    "Payment '{PaymentId}' came again with other content ({Topic} {Partition} at {Offset}); what came first was decided on (trace {TraceId})",
                    ask.PaymentId, record.Topic, record.Partition.Value, record.Offset.Value, RecordTrace.TraceIdOf(context));
            }

            return Outcome.Done;
        }
        finally
        {
            Interlocked.Decrement(ref _undecided);
            underWay.Leave(ask);
        }
    }

    /// <summary>A record of WALLET-KYC-RESPONSE: done once its payment has taken or refused it.</summary>
    public async Task<Outcome> DeliverAsync(ConsumeResult<byte[]?, byte[]?> record, CancellationToken cancel)
    {
        var parent = RecordTrace.ParentOf(record.Message.Headers);
        using var trace = RecordTrace.Process(NodeTelemetry.Source, record, parent);
        var context = trace?.Id ?? parent;
        var (deliver, poison) = ReplyIntake.Read(record, context);
        if (deliver is null)
        {
            counters.Add("repliesPoison");
            return Outcome.Poison(poison!);
        }

        trace?.SetPayment(deliver.PaymentId);
        CountMisplaced(deliver.PaymentId, record);
        var (handled, quarantine) = await payments.AskAsync<KycAnswerHandled>(deliver, cancel);
        if (handled is null)
        {
            return Quarantined(deliver.PaymentId, quarantine!, record, context);
        }

        counters.Add(handled.OnOwner ? "repliesOnOwner" : "repliesForwarded");
        if (handled.Fate is KycAnswerFate.Taken or KycAnswerFate.TakenLate)
        {
            counters.Add(handled.Fate == KycAnswerFate.Taken ? "repliesTaken" : "repliesTakenLate");
        }
        else
        {
            counters.Add("repliesIgnored");
            counters.Add("repliesIgnored." + handled.Fate);

            // KYC answers every request, and a request is made again while the answer is on its way: a second answer is nothing to be told.
            logger.Log(
                handled.Fate == KycAnswerFate.AlreadyAnswered ? LogLevel.Debug : LogLevel.Information,
                "A KYC reply for payment '{PaymentId}' was ignored: {Fate} (trace {TraceId})",
                deliver.PaymentId,
                handled.Fate,
                RecordTrace.TraceIdOf(context));
        }

        return Outcome.Done;
    }

    private Outcome Quarantined(string paymentId, string reason, ConsumeResult<byte[]?, byte[]?> record, string? context)
    {
        counters.Add("recordsQuarantined");
        logger.LogWarning(
            "Payment '{PaymentId}' is quarantined; its record goes to the dead letters ({Topic} {Partition} at {Offset}; trace {TraceId}): {Reason}",
            paymentId, record.Topic, record.Partition.Value, record.Offset.Value, RecordTrace.TraceIdOf(context), reason);
        return Outcome.Poison("quarantined: " + reason);
    }

    // Forwarded all the same: the payment id in the value is what counts.
    private void CountMisplaced(string paymentId, ConsumeResult<byte[]?, byte[]?> record)
    {
        if (shards.PartitionOf(paymentId) != record.Partition.Value)
        {
            counters.Add("recordsMisplaced");
            if (Interlocked.Exchange(ref _misplaced, 1) == 0)
            {
                logger.LogWarning(
                    "Payment '{PaymentId}' came on {Topic} {Partition} at {Offset}, which is not the partition of its id: a producer sends without the payment id as its key, or does not hash it with murmur2. "
                    + "It is forwarded, at the cost of a hop; recordsMisplaced counts these, and this is not told again",
                    paymentId, record.Topic, record.Partition.Value, record.Offset.Value);
            }
        }
    }
}
