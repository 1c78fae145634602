using System.Text;
using Confluent.Kafka;
using RmsActors.Contracts;
using RmsActors.Kafka;

namespace RmsActors.Chaos.Simulation;

/// <summary>Knows wallets' scores, and answers: mostly in time, mostly once, mostly what it was asked.</summary>
internal sealed class KycProcess(World world, string name, SimulatedGroup group, SomePayments some) : SimulatedProcess(world, name)
{
    private SimulatedConsumer? _consumer;

    protected override void OnStarted() => _consumer = new SimulatedConsumer(
        World, this, group, [new Subscription(Topics.WalletKycRequest, World.Conditions.MaxRepliesUnderWay)], Handle);

    protected override void OnEnded() => _consumer!.Die();

    protected override void OnPaused() => _consumer!.Paused();

    private void Handle(ConsumeResult<byte[]?, byte[]?> record, CommittableOffset offset)
    {
        var (request, poison) = MessageCodec.DecodeKycRequest(record.Message.Value);
        if (request is null)
        {
            World.Producer.DeadLetter(this, record, poison!, () => _consumer!.Complete(offset));
            return;
        }

        if (World.GoesWrong(World.Conditions.KycSilent))
        {
            _consumer!.Complete(offset);
            return;
        }

        var late = World.GoesWrong(World.Conditions.KycLate) ? World.Conditions.KycDeadline + World.Dice.Below(World.Conditions.KycDeadline) : 0;
        In(World.Dice.Below(World.Conditions.KycTime) + late, () => Answer(request, offset));
    }

    private void Answer(KycRequest request, CommittableOffset offset)
    {
        var score = some.ScoreOf(request.WalletId);
        var reply = new KycReply(
            score is null ? KycStatus.UnknownWallet : KycStatus.Scored, score, request.RequestId, request.PaymentId, request.WalletId, Schedule.Start);
        Step("before the reply about", request.PaymentId);
        if (World.GoesWrong(World.Conditions.KycWrong))
        {
            var (wrong, correlation) = Falsified(reply);
            World.Producer.TrySend(this, World.Injected(ToRecord(request, wrong, correlation)));
        }

        if (World.GoesWrong(World.Conditions.KycTerse))
        {
            reply = reply with { RequestId = null, PaymentId = null, WalletId = null, ScoredAt = null };
        }

        var record = ToRecord(request, reply, request.RequestId);
        if (World.GoesWrong(World.Conditions.KycTwice))
        {
            World.Producer.TrySend(this, record);
        }

        World.Producer.Send(this, () => record, () =>
        {
            Step("after the reply about", request.PaymentId);
            _consumer!.Complete(offset);
        });
    }

    // Another score than the wallet's, in each way in which it must not be taken for an answer.
    private (KycReply Reply, string? Correlation) Falsified(KycReply reply)
    {
        var other = reply with { Status = KycStatus.Scored, Score = ((reply.Score ?? 0m) + 31.5m) % 100m };
        return World.Dice.Below(6) switch
        {
            0 => (other with { RequestId = KycCorrelation.RequestIdOf(reply.PaymentId + "?") }, reply.RequestId),
            1 => (other with { WalletId = reply.WalletId + "?" }, reply.RequestId),
            2 => (other, KycCorrelation.RequestIdOf(reply.PaymentId + "?")),
            3 => (other with { RequestId = null }, null),
            4 => (other with { PaymentId = some.AnyId() }, reply.RequestId),
            _ => (other with { Score = 100.01m }, reply.RequestId),
        };
    }

    private static OutgoingRecord ToRecord(KycRequest request, KycReply reply, string? correlation) => new(
        Topics.WalletKycResponse,
        Encoding.UTF8.GetBytes(request.PaymentId),
        MessageCodec.Encode(reply),
        correlation is null ? null : new Headers { { MessageHeaders.CorrelationId, Encoding.UTF8.GetBytes(correlation) } });
}
