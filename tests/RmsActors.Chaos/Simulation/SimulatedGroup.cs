using RmsActors.Kafka;

namespace RmsActors.Chaos.Simulation;

/// <summary>
/// A consumer group, classic and eager: every change of its members revokes everything and assigns it anew, under a new generation.
/// Commits of another generation are refused.
/// </summary>
internal sealed class SimulatedGroup(World world, string name, IReadOnlyList<string> topics)
{
    private readonly Dictionary<(string Topic, int Partition), long> _committed = [];
    private readonly List<SimulatedConsumer> _members = [];
    private bool _rebalancing;
    private bool _onceMore;

    public IReadOnlyList<string> Topics { get; } = topics;

    public int Generation { get; private set; }

    /// <summary>Whether all that is on the topics has been processed and committed.</summary>
    public bool HasReadAll => Topics.All(topic => world.Log.PartitionsOf(topic).All(p => Committed(topic, p.Number) >= p.End));

    public long Committed(string topic, int partition) => _committed.GetValueOrDefault((topic, partition));

    public bool IsMember(SimulatedConsumer consumer) => _members.Contains(consumer) && consumer.Generation == Generation;

    public void Join(SimulatedConsumer consumer)
    {
        _members.Add(consumer);
        Rebalance("a member joins");
    }

    /// <summary>A member leaves, or has not been heard of for the session's length.</summary>
    public void Remove(SimulatedConsumer consumer)
    {
        if (_members.Remove(consumer))
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
        // Who does not take part is out, and will learn it when it is heard of again.
        foreach (var absent in _members.FindAll(m => !m.IsResponsive))
        {
            _members.Remove(absent);
            absent.HearsOfItsLoss();
        }

        foreach (var member in _members)
        {
            member.OnRevoked();
        }

        Generation++;
        world.Schedule.In(world.Latency() + world.Latency(), Assign);
    }

    private void Assign()
    {
        foreach (var absent in _members.FindAll(m => !m.IsResponsive))
        {
            _members.Remove(absent);
            absent.HearsOfItsLoss();
        }

        if (_members.Count > 0)
        {
            var shares = _members.ToDictionary(m => m, _ => new List<(SimulatedPartition, long)>());
            for (var partition = 0; partition < world.Conditions.Partitions; partition++)
            {
                var owner = world.Dice.Below(_members.Count);
                foreach (var topic in Topics)
                {
                    owner = world.Conditions.CoPartitioned ? owner : world.Dice.Below(_members.Count);
                    shares[_members[owner]].Add((world.Log.PartitionsOf(topic)[partition], Committed(topic, partition)));
                }
            }

            foreach (var member in _members)
            {
                member.OnAssigned(Generation, shares[member]);
            }
        }

        _rebalancing = false;
        if (_onceMore)
        {
            _onceMore = false;
            Rebalance("members have come or gone meanwhile");
        }
    }
}
