using Akka.Actor;
using Akka.Cluster;

namespace RmsActors.Rms.Inspection;

/// <summary>Membership, as this node sees it, and the two commands that change it.</summary>
public sealed class ClusterInspection(NodeView view)
{
    /// <summary>The members.</summary>
    /// <exception cref="NotRunningException">This node's actor system does not run.</exception>
    public ClusterView Show()
    {
        var cluster = Running();
        var state = cluster.State;
        var unreachable = state.Unreachable.Select(member => member.Address).ToHashSet();
        return new ClusterView(
            cluster.SelfAddress.ToString(),
            state.Leader?.ToString(),
            [.. state.Members.OrderBy(member => member.Address, Address.Comparer).Select(member => new MemberView(
                member.Address.ToString(), member.Status.ToString(), !unreachable.Contains(member.Address), member.Address == cluster.SelfAddress,
                member.Address == state.Leader, member.AppVersion.ToString(), string.Join(' ', member.Roles)))])
        {
            Problems = state.Leader is null ? ["this node sees no leader: it has not joined, or the nodes disagree about who is reachable"] : [],
        };
    }

    /// <summary>Has a member leave in order: it drains, hands its shards over and ends.</summary>
    /// <returns>Null, or why not.</returns>
    /// <exception cref="NotRunningException">This node's actor system does not run.</exception>
    public string? Leave(string address) => With(address, (cluster, member) => cluster.Leave(member));

    /// <summary>Removes a member that is gone: what it had under way is taken over. One that still runs ends itself when it hears of it.</summary>
    /// <returns>Null, or why not.</returns>
    /// <exception cref="NotRunningException">This node's actor system does not run.</exception>
    public string? Down(string address) => With(address, (cluster, member) => cluster.Down(member));

    /// <summary>The cluster that this node is a member of.</summary>
    /// <exception cref="NotRunningException">This node's actor system does not run.</exception>
    public Cluster Running() => Cluster.Get(view.System ?? throw new NotRunningException());

    private string? With(string address, Action<Cluster, Address> act)
    {
        var cluster = Running();
        var found = cluster.State.Members.Select(member => member.Address).FirstOrDefault(member => Names(member, address));
        if (found is null)
        {
            return $"no member '{address}'; there are {string.Join(", ", cluster.State.Members.Select(member => member.Address))}";
        }

        act(cluster, found);
        return null;
    }

    // host:port is what people know; the rest of the address is the same for all.
    private static bool Names(Address member, string address) =>
        string.Equals(member.ToString(), address, StringComparison.OrdinalIgnoreCase) || string.Equals(member.HostPort().Split('@')[^1], address, StringComparison.OrdinalIgnoreCase);
}
