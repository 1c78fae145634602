using Confluent.Kafka;
using RmsActors.Contracts;
using RmsActors.Kafka;
using RmsActors.Rms.Payments;
using RmsActors.Rms.Streams;

namespace RmsActors.Chaos.Simulation;

/// <summary>The node's two streams: what a record asks of its payment, until it answers, and what becomes of the answer.</summary>
internal sealed partial class RmsNode
{
    private readonly Dictionary<long, (IPaymentMessage Question, Action<object> Answered)> _asks = [];

    /// <summary>A payment's answer has come.</summary>
    public void Answered(long ask, object answer)
    {
        if (!_asks.Remove(ask, out var asked))
        {
            return;
        }

        if (answer is AskAgain)
        {
            In(Jittered(World.Conditions.AskTimeout / 20), () => Ask(asked.Question, asked.Answered));
        }
        else
        {
            asked.Answered(answer);
        }
    }

    private void Handle(ConsumeResult<byte[]?, byte[]?> record, CommittableOffset offset)
    {
        if (record.Topic == Topics.PaymentDetails)
        {
            Score(record, offset);
        }
        else
        {
            TakeReply(record, offset);
        }
    }

    private void Score(ConsumeResult<byte[]?, byte[]?> record, CommittableOffset offset)
    {
        var (ask, poison) = DetailsIntake.Read(record);
        if (ask is null)
        {
            World.Producer.DeadLetter(this, record, poison!, () => Settled(offset));
            return;
        }

        Ask(ask, answer =>
        {
            if (World.Bug == PlantedBug.OffsetBeforePublish)
            {
                _consumer!.Complete(offset);
            }

            Step("before the decision is published on", ask.PaymentId);
            World.Producer.Send(this, () => Decision(ask.PaymentId, (PaymentScored)answer), () =>
            {
                Step("after the decision was published on", ask.PaymentId);
                _consumer!.Complete(offset);
            });
        });
    }

    private OutgoingRecord Decision(string paymentId, PaymentScored scored)
    {
        var stored = DetailsIntake.Decision(paymentId, scored);
        return World.Bug != PlantedBug.DecisionRecomputed
            ? stored
            : stored with { Value = ContractMapping.Encode(ContractMapping.Decode(scored.Decision) with { DecidedAt = World.Now }).Value };
    }

    private void TakeReply(ConsumeResult<byte[]?, byte[]?> record, CommittableOffset offset)
    {
        var (deliver, poison) = ReplyIntake.Read(record);
        if (deliver is null)
        {
            World.Producer.DeadLetter(this, record, poison!, () => Settled(offset));
        }
        else
        {
            Ask(deliver, _ => Settled(offset));
        }
    }

    private void Settled(CommittableOffset offset)
    {
        Step("before an offset is complete");
        _consumer!.Complete(offset);
    }

    // As PaymentRegion does: until the answer comes.
    private void Ask(IPaymentMessage question, Action<object> answered)
    {
        var ask = World.NextAsk();
        _asks[ask] = (question, answered);
        World.Cluster.Tell(this, question, new Asker(this, Incarnation, ask));
        In(Jittered(World.Conditions.AskTimeout), () =>
        {
            if (_asks.Remove(ask))
            {
                Ask(question, answered);
            }
        });
    }

    private long Jittered(int around) => (long)(around * (0.8 + (0.4 * World.Dice.Unit())));
}
