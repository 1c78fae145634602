using RmsActors.Kafka;

namespace RmsActors.Chaos.Simulation;

/// <summary>
/// A consumer group, classic and cooperative: when its members change, those that are to give partitions away do so, and then these are assigned to others; what stays where it is is read on.
/// Commits of who is no member any more are refused.
/// </summary>
internal sealed class SimulatedGroup(World world, string name, IReadOnlyList<string> topics)
{
    private readonly Dictionary<(string Topic, int Partition), long> _committed = [];
    private readonly List<SimulatedConsumer> _members = [];
    private readonly Dictionary<(string Topic, int Partition), SimulatedConsumer> _owners = [];
    private bool _rebalancing;
    private bool _onceMore;

    public IReadOnlyList<string> Topics { get; } = topics;

    /// <summary>Whether all that is on the topics has been processed and committed.</summary>
    public bool HasReadAll => Topics.All(topic => world.Log.PartitionsOf(topic).All(p => Committed(topic, p.Number) >= p.End));

    public long Committed(string topic, int partition) => _committed.GetValueOrDefault((topic, partition));

    public bool IsMember(SimulatedConsumer consumer) => _members.Contains(consumer);

    public void Join(SimulatedConsumer consumer)
    {
        _members.Add(consumer);
        Rebalance("a member joins");
    }

    /// <summary>A member leaves, or has not been heard of for the session's length.</summary>
    public void Remove(SimulatedConsumer consumer)
    {
        if (Drop(consumer))
        {
            Rebalance("a member leaves");
        }
    }

    /// <summary>Moves committed offsets, if the consumer still has a say.</summary>
    public bool Commit(SimulatedConsumer consumer, IReadOnlyDictionary<(string Topic, int Partition), long> offsets)
    {
        if (!IsMember(consumer))
        {
            return false;
        }

        foreach (var (partition, offset) in offsets)
        {
            _committed[partition] = offset;
        }

        foreach (var topic in offsets.GroupBy(o => o.Key.Topic, StringComparer.Ordinal))
        {
            world.History.OffsetsCommitted(topic.Key, topic.ToDictionary(o => o.Key.Partition, o => o.Value), world.Now);
        }

        return true;
    }

    public void Rebalance(string why)
    {
        if (_rebalancing)
        {
            _onceMore = true;
            return;
        }

        world.Fault("rebalance", $"{name}: {why}");
        _rebalancing = true;
        world.Schedule.In(world.Latency(), Revoke);
    }

    private void Revoke()
    {
        DropAbsent();
        var plan = Plan(moving: 0.5);
        foreach (var member in _members)
        {
            List<(string, int)> given = [.. _owners.Where(owned => owned.Value == member && plan[owned.Key] != member).Select(owned => owned.Key)];
            given.ForEach(partition => _owners.Remove(partition));
            member.OnRevoked(given);
        }

        world.Schedule.In(world.Latency() + world.Latency(), Assign);
    }

    private void Assign()
    {
        DropAbsent();
        var plan = Plan(moving: 0);
        foreach (var member in _members)
        {
            List<(string Topic, int Partition)> given = [.. plan.Where(planned => planned.Value == member && !_owners.ContainsKey(planned.Key)).Select(planned => planned.Key)];
            given.ForEach(partition => _owners.Add(partition, member));
            member.OnAssigned([.. given.Select(g => (world.Log.PartitionsOf(g.Topic)[g.Partition], Committed(g.Topic, g.Partition)))]);
        }

        _rebalancing = false;
        if (_onceMore)
        {
            _onceMore = false;
            Rebalance("members have come or gone meanwhile");
        }
    }

    // Who does not take part is out, and will learn it when it is heard of again.
    private void DropAbsent()
    {
        foreach (var absent in _members.FindAll(m => !m.IsResponsive))
        {
            Drop(absent);
            absent.HearsOfItsLoss();
        }
    }

    private bool Drop(SimulatedConsumer consumer)
    {
        foreach (var partition in _owners.Where(owned => owned.Value == consumer).Select(owned => owned.Key).ToList())
        {
            _owners.Remove(partition);
        }

        return _members.Remove(consumer);
    }

    // Of those that somebody has, some move without need, as they would to even the shares out. What nobody has goes to anybody, also back to who has just given it away.
    private Dictionary<(string Topic, int Partition), SimulatedConsumer> Plan(double moving)
    {
        var plan = new Dictionary<(string Topic, int Partition), SimulatedConsumer>();
        for (var partition = 0; _members.Count > 0 && partition < world.Conditions.Partitions; partition++)
        {
            SimulatedConsumer? owner = null;
            foreach (var topic in Topics)
            {
                owner = owner is not null && world.Conditions.CoPartitioned ? owner : OwnerOf((topic, partition), moving);
                plan[(topic, partition)] = owner;
            }
        }

        return plan;
    }

    private SimulatedConsumer OwnerOf((string Topic, int Partition) partition, double moving) =>
        _owners.TryGetValue(partition, out var owner) && !world.Dice.Chance(moving) ? owner : _members[world.Dice.Below(_members.Count)];
}
