using RmsActors.Chaos.Harness;
using RmsActors.Cli.Demo;
using RmsActors.Testing;

namespace RmsActors.Chaos.Faults;

/// <summary>The network between nodes is cut, wholly or in one direction. Every node then has a host of its own.</summary>
internal static class NetworkFaults
{
    private const int FewestNodes = 3;

    // Past the failure detector, the split brain resolver's patience and the end of the process, as a rule.
    private static readonly TimeSpan CutFor = TimeSpan.FromSeconds(18);

    public static IEnumerable<FaultKind> All() =>
    [
        new("partition", "a node's link is down: other nodes, broker and database are out of its reach", TimeSpan.FromSeconds(60), PartitionAsync) { Obstacle = Obstacle },
        new("partition-one-way", "what a node sends to the other nodes, or to one of them, is lost; broker and database stay in reach", TimeSpan.FromSeconds(60), OneWayAsync) { Obstacle = Obstacle },
    ];

    private static string? Obstacle(FaultContext context) =>
        context.Roles.Nodes.Count < FewestNodes ? $"there is a majority and a minority from {FewestNodes} nodes on"
        : context.Hosts is null ? NodeHosts.ObstacleOf(context.Options) ?? "nodes have no hosts of their own" : null;

    private static Task PartitionAsync(FaultContext context, Random random, CancellationToken cancel)
    {
        var name = context.AnyNode(random);
        var host = context.Hosts!.Of(name);
        return CutAsync(context, "partition", name, $"{name}'s link is down", host.CutOff, host.Reconnect, cancel);
    }

    private static Task OneWayAsync(FaultContext context, Random random, CancellationToken cancel)
    {
        var name = context.AnyNode(random);
        var host = context.Hosts!.Of(name);
        var nodes = context.Roles.Nodes.Where(other => other != name).Select(context.Hosts.Of).ToList();
        List<VirtualHost> lost = random.Next(2) == 0 ? [.. context.Hosts.All.Where(other => other != host)] : [nodes[random.Next(nodes.Count)]];
        return CutAsync(
            context, "partition-one-way", name, $"what {name} sends to {string.Join(", ", lost.Select(other => other.Name))} is lost",
            () => lost.ForEach(host.LoseWhatGoesTo), () => lost.ForEach(host.FindTheWayTo), cancel);
    }

    private static async Task CutAsync(FaultContext context, string kind, string name, string what, Action cut, Action mend, CancellationToken cancel)
    {
        await context.Supervisor.ReadyAsync(name, cancel);
        var before = context.Roles.Nodes.ToDictionary(node => node, context.Supervisor.ChildOf);
        cut();
        context.Log.NodeKilled();
        context.Log.Struck(kind, $"{what} for {CutFor.TotalSeconds} s");
        try
        {
            await context.PauseAsync(CutFor, cancel);
        }
        finally
        {
            mend();
        }

        context.Log.Tell(kind, $"{name}'s network is whole again");
        if (name == context.Roles.Nodes[0] && !ReferenceEquals(context.Supervisor.ChildOf(name), before[name]))
        {
            await RestartFirstSeedAsync(context, kind, name, cancel);
        }

        await WholeAgainAsync(context, kind, before, cancel);
    }

    // The one case that static seeds cannot exclude: the first seed, started while it is cut off from all, founds a cluster of its own. What is to be done then is to start it again.
    private static async Task RestartFirstSeedAsync(FaultContext context, string kind, string name, CancellationToken cancel)
    {
        var child = context.Supervisor.ChildOf(name);
        context.Log.Tell(kind, $"{name} is the first seed and was started while it was cut off (process {child.Id}): it is started again");
        child.Kill();
        await child.Exited.WaitAsync(cancel);
    }

    // Which side stays is the split brain resolver's choice: in one direction it may well be the node whose messages were lost.
    private static async Task WholeAgainAsync(FaultContext context, string kind, IReadOnlyDictionary<string, Child> before, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(RoleFaults.ReadyLimit);
        try
        {
            await Task.WhenAny(before.Select(node => context.Supervisor.ReadyAgainAsync(node.Key, node.Value, limit.Token))).Unwrap();
            await Task.WhenAll(before.Keys.Select(node => context.Supervisor.ReadyAsync(node, limit.Token)));
            var started = before.Keys.Where(node => !ReferenceEquals(context.Supervisor.ChildOf(node), before[node]));
            context.Log.Tell(kind, $"all nodes are ready; started again were {string.Join(", ", started)}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            context.Log.Failed(kind, $"neither side was started again and ready within {RoleFaults.ReadyLimit.TotalSeconds} s");
        }
        finally
        {
            await limit.CancelAsync();
        }
    }
}
