using System.Globalization;
using System.Text;
using Confluent.Kafka;
using RmsActors.Contracts;
using RmsActors.Kafka;

namespace RmsActors.Chaos.Simulation;

/// <summary>Sends records the way the product's producer does: until they are acknowledged, by the same rules on errors.</summary>
internal sealed class SimulatedProducer(World world)
{
    private static readonly Error Acknowledged = new(ErrorCode.NoError);
    private static readonly Error[] BeforeWriting = [new(ErrorCode.NotEnoughReplicas), new(ErrorCode.Local_MsgTimedOut), new(ErrorCode.LeaderNotAvailable)];
    private static readonly Error[] AfterWriting = [new(ErrorCode.NotEnoughReplicasAfterAppend), new(ErrorCode.RequestTimedOut), new(ErrorCode.Local_MsgTimedOut)];
    private static readonly Error Fatal = new(ErrorCode.Local_Fatal, "fatal", isFatal: true);

    /// <summary>Writes the record, once or more, and then runs <paramref name="acknowledged"/> in the sender's process.</summary>
    public void Send(SimulatedProcess from, Func<OutgoingRecord> make, Action acknowledged)
    {
        var error = Attempt(from, make(), out var took);
        from.In(took, () =>
        {
            switch (DeliveryRules.After(error))
            {
                case DeliveryVerdict.Acknowledged:
                    acknowledged();
                    break;
                case DeliveryVerdict.SendAgain:
                    from.In(world.Dice.Pick(1, 50) * Schedule.Millisecond, () => Send(from, make, acknowledged));
                    break;
                case DeliveryVerdict.Fatal:
                    from.End("producer failed", error.Reason);
                    break;
                default:
                    throw new InvalidOperationException($"No record is refused here, but one was: {error.Code}");
            }
        });
    }

    /// <summary>Writes the record if nothing goes wrong, and tells nobody.</summary>
    public void TrySend(SimulatedProcess from, OutgoingRecord record) => Attempt(from, record, out _);

    /// <summary>Puts a record aside, bytes unchanged, with headers as the product writes them.</summary>
    public void DeadLetter(SimulatedProcess from, ConsumeResult<byte[]?, byte[]?> record, string reason, Action settled)
    {
        var headers = new Headers
        {
            { DeadLetterHeaders.Reason, Encoding.UTF8.GetBytes(reason) },
            { DeadLetterHeaders.Topic, Encoding.UTF8.GetBytes(record.Topic) },
            { DeadLetterHeaders.Partition, Encoding.UTF8.GetBytes(record.Partition.Value.ToString(CultureInfo.InvariantCulture)) },
            { DeadLetterHeaders.Offset, Encoding.UTF8.GetBytes(record.Offset.Value.ToString(CultureInfo.InvariantCulture)) },
        };
        var letter = new OutgoingRecord(Topics.DeadLettersOf(record.Topic), record.Message.Key, record.Message.Value, headers);
        if (world.Bug == PlantedBug.DeadLetterNotAwaited)
        {
            TrySend(from, letter);
            settled();
        }
        else
        {
            Send(from, () => letter, settled);
        }
    }

    private Error Attempt(SimulatedProcess from, OutgoingRecord record, out long took)
    {
        var there = world.Latency();
        took = there + world.Latency();
        if (world.GoesWrong(world.Conditions.Crash / 10))
        {
            return Fatal;
        }

        if (world.GoesWrong(world.Conditions.NotProduced))
        {
            return world.Dice.Pick<Error>(BeforeWriting);
        }

        // What is on its way when its sender ends may arrive all the same.
        var incarnation = from.Incarnation;
        var arrivesAlone = world.Dice.Chance(0.5);
        world.Schedule.In(there, () =>
        {
            if (arrivesAlone || from.Incarnation == incarnation)
            {
                world.Log.Append(record);
            }
        });
        return world.GoesWrong(world.Conditions.ResponseLost) ? world.Dice.Pick<Error>(AfterWriting) : Acknowledged;
    }
}
