using System.Text;
using Confluent.Kafka;
using RmsActors.Contracts;
using RmsActors.Kafka;

namespace RmsActors.Chaos.Simulation;

/// <summary>Sends announced payments' details to RMS, and gives decided payments their status.</summary>
internal sealed class AntifraudProcess(World world, string name, SimulatedGroup group) : SimulatedProcess(world, name)
{
    private SimulatedConsumer? _consumer;

    protected override void OnStarted() => _consumer = new SimulatedConsumer(
        World,
        this,
        group,
        [new Subscription(Topics.PaymentReadyForAntifraud, World.Conditions.MaxUndecided), new Subscription(Topics.PayDecision, World.Conditions.MaxUndecided)],
        (record, offset) =>
        {
            if (record.Topic == Topics.PayDecision)
            {
                Apply(record, offset);
            }
            else
            {
                SendDetails(record, offset);
            }
        });

    protected override void OnEnded() => _consumer!.Die();

    protected override void OnPaused() => _consumer!.Paused();

    private void SendDetails(ConsumeResult<byte[]?, byte[]?> record, CommittableOffset offset)
    {
        var (ready, poison) = MessageCodec.DecodePaymentReady(record.Message.Value);
        if (ready is null || !World.Payments.Rows.TryGetValue(ready.PaymentId, out var row))
        {
            PutAside(record, offset, poison ?? NoSuchPayment(ready!.PaymentId));
            return;
        }

        var details = new OutgoingRecord(Topics.PaymentDetails, Encoding.UTF8.GetBytes(ready.PaymentId), MessageCodec.Encode(row.Details));
        World.Producer.Send(this, () => details, () =>
        {
            Step("after sending the details of", ready.PaymentId);
            _consumer!.Complete(offset);
        });
    }

    private void Apply(ConsumeResult<byte[]?, byte[]?> record, CommittableOffset offset)
    {
        var (decision, poison) = MessageCodec.DecodePayDecision(record.Message.Value);
        if (decision is null)
        {
            PutAside(record, offset, poison!);
            return;
        }

        In(World.Latency(), () =>
        {
            var known = World.Payments.Apply(decision);
            Step("after committing the status of", decision.PaymentId);
            if (known)
            {
                _consumer!.Complete(offset);
            }
            else
            {
                PutAside(record, offset, NoSuchPayment(decision.PaymentId));
            }
        });
    }

    private void PutAside(ConsumeResult<byte[]?, byte[]?> record, CommittableOffset offset, string reason) =>
        World.Producer.DeadLetter(this, record, reason, () => _consumer!.Complete(offset));

    private static string NoSuchPayment(string paymentId) => $"no payment '{paymentId}' in the payment database";
}
