using System.Text;
using RmsActors.Kafka;
using RmsActors.Rms.Payments;

namespace RmsActors.Chaos.Simulation;

/// <summary>Who waits for a payment's answer.</summary>
internal readonly record struct Asker(RmsNode Node, int Incarnation, long Ask);

/// <summary>
/// Cluster sharding as it can be relied on: a shard has one home at a time, unless a node is cut off and does not know yet that its
/// shards have moved. Messages are dropped without a word.
/// </summary>
internal sealed class SimulatedCluster(World world)
{
    private const int MostHops = 5;

    private readonly RmsNode?[] _homes = new RmsNode?[world.Conditions.Partitions];
    private readonly bool[] _handingOff = new bool[world.Conditions.Partitions];

    public List<RmsNode> Nodes { get; } = [];

    public int ShardOf(string paymentId) => Murmur2.Partition(Encoding.UTF8.GetBytes(paymentId), world.Conditions.Partitions);

    /// <summary>Sends a message to a payment, wherever its shard lives.</summary>
    public void Tell(RmsNode from, IPaymentMessage message, Asker asker, int hop = 0)
    {
        var shard = ShardOf(message.PaymentId);
        var home = from.Hosts(shard) ? from : from.IsCutOff ? null : _homes[shard] ?? Allocate(shard);
        if (home is null || hop > MostHops || _handingOff[shard] || world.GoesWrong(world.Conditions.AskLost))
        {
            return;
        }

        if (home == from)
        {
            from.In(world.Dice.Below(20), () => from.Deliver(shard, message, asker, hop));
        }
        else if (!home.IsCutOff)
        {
            home.In(world.Latency(), () => home.Deliver(shard, message, asker, hop));
        }
    }

    /// <summary>Brings a payment's answer to whoever asked.</summary>
    public void Answer(RmsNode from, Asker asker, object reply)
    {
        var lost = asker.Node != from && (from.IsCutOff || asker.Node.IsCutOff || world.GoesWrong(world.Conditions.AskLost));
        if (!lost)
        {
            asker.Node.In(asker.Node == from ? world.Dice.Below(20) : world.Latency(), asker.Incarnation, () => asker.Node.Answered(asker.Ask, reply));
        }
    }

    /// <summary>A node that has just started knows of no shard; those of its former self are free.</summary>
    public void Joined(RmsNode node) => Release(node);

    /// <summary>The others learn it after a while.</summary>
    public void Died(RmsNode node)
    {
        var incarnation = node.Incarnation;
        world.Schedule.In(world.Conditions.DowningTime, () =>
        {
            if (node.Incarnation == incarnation)
            {
                Release(node);
            }
        });
    }

    /// <summary>The others see nothing of this node any more, and take over; it goes on, until it finds out.</summary>
    public void CutOff(RmsNode node, bool paused)
    {
        var incarnation = node.Incarnation;
        world.Fault("cut off", node.Name);
        node.IsCutOff = true;
        if (paused)
        {
            node.Pause();
        }

        world.Schedule.In(world.Conditions.DowningTime, () =>
        {
            if (node.Incarnation == incarnation)
            {
                world.Fault("shards taken over", $"from {node.Name}");
                Release(node);
            }
        });
        var lasts = world.Conditions.DowningTime + world.Dice.Below(world.Conditions.DowningTime);
        world.Schedule.In(lasts, () =>
        {
            if (node.Incarnation == incarnation)
            {
                node.Resume();
                world.Schedule.In(world.Dice.Below(world.Conditions.DowningTime), () => EndDowned(node, incarnation));
            }
        });
    }

    /// <summary>Moves a shard from where it lives to wherever it is wanted next.</summary>
    public void HandOff(int shard)
    {
        if (_homes[shard] is not { IsCutOff: false, IsAlive: true } home || _handingOff[shard])
        {
            return;
        }

        world.Fault("hand-off", $"shard {shard} from {home.Name}");
        _handingOff[shard] = true;
        home.In(world.Latency(), () => home.StopShard(shard, () =>
        {
            world.Schedule.In(world.Latency(), () =>
            {
                if (_homes[shard] == home)
                {
                    Free(shard);
                }
            });
        }));
    }

    private static void EndDowned(RmsNode node, int incarnation)
    {
        if (node.Incarnation == incarnation)
        {
            node.End("downed", "it was cut off");
        }
    }

    private void Release(RmsNode node)
    {
        for (var shard = 0; shard < _homes.Length; shard++)
        {
            if (_homes[shard] == node)
            {
                Free(shard);
            }
        }
    }

    private void Free(int shard)
    {
        _homes[shard] = null;
        _handingOff[shard] = false;
    }

    private RmsNode? Allocate(int shard)
    {
        var candidates = Nodes.FindAll(node => node.IsAlive && !node.IsCutOff);
        if (candidates.Count == 0)
        {
            return null;
        }

        var home = candidates[world.Dice.Below(candidates.Count)];
        _homes[shard] = home;
        home.Host(shard);
        return home;
    }
}
