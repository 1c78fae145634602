using System.Threading.Channels;
using Akka.Actor;
using Akka.Cluster;

namespace RmsActors.Rms.Inspection;

/// <summary>What happens in the cluster, from now on.</summary>
/// <param name="At">When this node heard of it.</param>
public sealed record ClusterEventView(DateTimeOffset At, string Event, string? Address);

/// <summary>Passes what happens in the cluster on to somebody who watches, until it is stopped.</summary>
public sealed class ClusterEvents : ReceiveActor
{
    private readonly ChannelWriter<ClusterEventView> _watcher;
    private readonly TimeProvider _time;

    public ClusterEvents(ChannelWriter<ClusterEventView> watcher, TimeProvider time)
    {
        (_watcher, _time) = (watcher, time);
        Receive<ClusterEvent.IMemberEvent>(happened => Tell("member " + happened.Member.Status.ToString().ToLowerInvariant(), happened.Member.Address));
        Receive<ClusterEvent.UnreachableMember>(happened => Tell("unreachable", happened.Member.Address));
        Receive<ClusterEvent.ReachableMember>(happened => Tell("reachable again", happened.Member.Address));
        Receive<ClusterEvent.LeaderChanged>(happened => Tell("leader", happened.Leader));
    }

    protected override void PreStart() => Cluster.Get(Context.System).Subscribe(
        Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
        typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent), typeof(ClusterEvent.LeaderChanged));

    protected override void PostStop()
    {
        Cluster.Get(Context.System).Unsubscribe(Self);
        _watcher.TryComplete();
    }

    private void Tell(string what, Address? address) => _watcher.TryWrite(new ClusterEventView(_time.GetUtcNow(), what, address?.ToString()));
}
