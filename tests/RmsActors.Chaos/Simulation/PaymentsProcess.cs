using System.Text;
using RmsActors.Contracts;
using RmsActors.Kafka;

namespace RmsActors.Chaos.Simulation;

/// <summary>Accepts payments, and announces them until the broker has acknowledged their ids.</summary>
internal sealed class PaymentsProcess(World world, SomePayments some) : SimulatedProcess(world, "payments")
{
    private int _accepted;

    /// <summary>Whether all payments of the run are accepted and announced.</summary>
    public bool HasAnnouncedAll => _accepted == World.Conditions.Payments && World.Payments.Rows.Values.All(row => row.Announced);

    protected override void OnStarted()
    {
        foreach (var (paymentId, row) in World.Payments.Rows)
        {
            if (!row.Announced)
            {
                Announce(paymentId, row);
            }
        }

        AcceptNext();
    }

    protected override void OnEnded()
    {
    }

    protected override void OnPaused()
    {
    }

    private void AcceptNext()
    {
        if (_accepted < World.Conditions.Payments)
        {
            In(World.Dice.Below(2 * World.Conditions.ArrivalGap), Accept);
        }
    }

    private void Accept()
    {
        var details = some.Payment(_accepted++);
        World.Payments.Accept(details);
        Step("after the acceptance of", details.PaymentId);
        Announce(details.PaymentId, World.Payments.Rows[details.PaymentId]);
        AcceptNext();
    }

    private void Announce(string paymentId, PaymentRow row)
    {
        var record = new OutgoingRecord(Topics.PaymentReadyForAntifraud, Encoding.UTF8.GetBytes(paymentId), MessageCodec.Encode(new PaymentReady(paymentId)));
        World.Producer.Send(this, () => record, () =>
        {
            Step("after the announcement of", paymentId);
            row.Announced = true;
        });
    }
}
