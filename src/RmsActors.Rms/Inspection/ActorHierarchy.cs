using Akka.Actor;

namespace RmsActors.Rms.Inspection;

/// <summary>The actors of this node, as a tree. It is walked beside the actors, and bounded: a shard may have thousands of children.</summary>
/// <param name="maxChildren">Of each actor, by name.</param>
/// <param name="maxActors">In all.</param>
public sealed class ActorHierarchy(int maxChildren, int maxActors)
{
    private int _left = maxActors;

    /// <summary>The tree below an actor.</summary>
    /// <param name="path">Such as <c>/user</c> or <c>/system/sharding/payments</c>.</param>
    /// <param name="depth">Levels below it.</param>
    /// <returns>Null where there is no such actor.</returns>
    public ActorNode? Below(ActorSystem system, string path, int depth)
    {
        IActorRef at = ((ExtendedActorSystem)system).Provider.RootGuardian;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if ((at as ActorRefWithCell)?.Children.FirstOrDefault(child => child.Path.Name == name) is not { } child)
            {
                return null;
            }

            at = child;
        }

        return Node(at, path, depth);
    }

    private ActorNode Node(IActorRef actor, string name, int depth)
    {
        _left--;
        if (actor is not ActorRefWithCell cell)
        {
            return new ActorNode(name, actor.GetType().Name, [], 0);
        }

        // The supervisors of the parts that only have replies to give have no children of their own to show.
        var children = cell.Children.OrderBy(child => child.Path.Name, StringComparer.Ordinal).ToList();
        var listed = depth <= 0 ? [] : children.Take(Math.Min(maxChildren, Math.Max(0, _left))).Select(child => Node(child, child.Path.Name, depth - 1)).ToList();
        return new ActorNode(name, cell.Underlying.Props.Type.Name, listed, children.Count - listed.Count);
    }
}
