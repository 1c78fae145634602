using Confluent.Kafka;
using RmsActors.Contracts;
using RmsActors.Kafka;
using RmsActors.Rms.Payments;
using RmsActors.Rms.Streams;

namespace RmsActors.Chaos.Simulation;

/// <summary>The node's two streams: what a record asks of its payment, until it answers, and what becomes of the answer.</summary>
internal sealed partial class RmsNode
{
    private readonly Dictionary<long, Asked> _asks = [];
    private readonly ShardVoice?[] _voices = new ShardVoice?[world.Conditions.Partitions];

    private TimeSpan AskTimeout => TimeSpan.FromMicroseconds(World.Conditions.AskTimeout);

    /// <summary>A payment's answer has come, to whichever repetition of the question.</summary>
    public void Answered(long ask, object answer)
    {
        if (!_asks.Remove(ask, out var asked))
        {
            return;
        }

        var wasSilent = asked.Voice.IsSilent;
        asked.Voice.Answered();
        if (answer is AskAgain)
        {
            In(Jittered(AskTimeout / 20), () => Ask(asked.Question, asked.Answered));
        }
        else
        {
            asked.Answered(answer);
        }

        if (wasSilent)
        {
            AskAllAgain(asked.Voice);
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

    // Until the answer comes, by the rule of PaymentRegion.
    private void Ask(IPaymentMessage question, Action<object> answered)
    {
        var ask = World.NextAsk();
        _asks[ask] = new Asked(question, VoiceOf(World.Cluster.ShardOf(question.PaymentId)), new AskPatience(AskTimeout), answered);
        Put(ask);
    }

    private void Put(long ask)
    {
        var asked = _asks[ask];
        World.Cluster.Tell(this, asked.Question, new Asker(this, Incarnation, ask));
        Wait(ask, asked.Patience.Next());
    }

    private void Wait(long ask, TimeSpan around)
    {
        var wait = ++_asks[ask].Waits;
        In(Jittered(around), () =>
        {
            if (!_asks.TryGetValue(ask, out var asked) || asked.Waits != wait)
            {
                return;
            }

            if (AskPatience.MayAskAgain(asked.Voice))
            {
                Put(ask);
            }
            else
            {
                Wait(ask, AskTimeout);
            }
        });
    }

    private void AskAllAgain(ShardVoice voice)
    {
        foreach (var ask in _asks.Where(a => a.Value.Voice == voice).Select(a => a.Key).ToList())
        {
            Put(ask);
        }
    }

    private ShardVoice VoiceOf(int shard) => _voices[shard] ??= AskPatience.VoiceOf(AskTimeout, World.Schedule);

    private long Jittered(TimeSpan around) => (long)AskPatience.Jittered(around, World.Dice.Unit()).TotalMicroseconds;

    private sealed class Asked(IPaymentMessage question, ShardVoice voice, AskPatience patience, Action<object> answered)
    {
        public IPaymentMessage Question => question;

        public ShardVoice Voice => voice;

        public AskPatience Patience => patience;

        public Action<object> Answered => answered;

        public int Waits { get; set; }
    }
}
