using RmsActors.Domain.Payments;
using RmsActors.Rms.Payments;

namespace RmsActors.Chaos.Simulation;

/// <summary>What befalls the processes as such, at moments drawn in advance; other faults are drawn where they strike.</summary>
internal sealed class Weather(World world, IReadOnlyList<RmsNode> nodes, IReadOnlyList<SimulatedProcess> others, IReadOnlyList<SimulatedGroup> groups)
{
    private int _policies;

    /// <summary>Draws all of it.</summary>
    /// <param name="until">Microseconds; later nothing goes wrong any more.</param>
    public void Forecast(long until)
    {
        Sometimes(4, until, () => world.Cluster.HandOff(world.Dice.Below(world.Conditions.Partitions)));
        Sometimes(3, until, () => groups[world.Dice.Below(groups.Count)].Rebalance("for no reason"));
        Sometimes(2, until, () => CutOff(AnyNode(), world.Dice.Chance(0.5)));
        Sometimes(2, until, () => PauseShortly(AnyProcess()));
        Sometimes(2, until, () => AnyProcess().End("crash", "out of the blue"));
        Sometimes(1, until, () => AnyNode().Drain(world.Dice.Pick(0, world.Conditions.KycDeadline)));
        Sometimes(1, until, () => ChangePolicy(world.Conditions.SessionTimeout));
        ChangePolicy(0);
    }

    private void Sometimes(int most, long until, Action befalls)
    {
        for (var left = world.Dice.Chance(0.5) ? 0 : world.Dice.Between(1, most); left > 0; left--)
        {
            world.Schedule.In((long)(until * world.Dice.Unit()), befalls);
        }
    }

    private RmsNode AnyNode() => nodes[world.Dice.Below(nodes.Count)];

    private SimulatedProcess AnyProcess() => world.Dice.Chance(0.6) ? AnyNode() : others[world.Dice.Below(others.Count)];

    private void CutOff(RmsNode node, bool paused)
    {
        if (node.IsAlive && !node.IsCutOff && !node.IsPaused)
        {
            world.Cluster.CutOff(node, paused);
        }
    }

    private void PauseShortly(SimulatedProcess process)
    {
        if (process is { IsAlive: true, IsPaused: false } and not RmsNode { IsCutOff: true })
        {
            process.Pause();
            world.Schedule.In(world.Dice.Below(2 * world.Conditions.SessionTimeout), process.Resume);
        }
    }

    // Each node reads the new policy when it looks next.
    private void ChangePolicy(int within)
    {
        var policy = world.Conditions.Policy(++_policies);
        world.Fault("policy", $"{policy}");
        var rules = SomePayments.Rules(policy);
        foreach (var node in nodes)
        {
            var decider = new PaymentDecider(rules, TimeSpan.FromMicroseconds(world.Conditions.KycDeadline), ContractMapping.Encode);
            world.Schedule.In(world.Dice.Below(within + 1), () => node.Decider = decider);
        }
    }
}
