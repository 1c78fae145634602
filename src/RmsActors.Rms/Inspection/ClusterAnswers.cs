using Akka.Actor;
using Akka.Cluster;

namespace RmsActors.Rms.Inspection;

/// <summary>What the nodes of the cluster answered, and who did not.</summary>
/// <param name="Answers">By the node's address, such as <c>akka.tcp://rms@10.0.0.1:4053</c>.</param>
/// <param name="Problems">A sentence for each node whose part is missing.</param>
public sealed record Gathered<TAnswer>(IReadOnlyList<(string Node, TAnswer Answer)> Answers, IReadOnlyList<string> Problems);

/// <summary>Asks every member's <see cref="InspectionActor"/>, this node's too, and waits no longer than it may.</summary>
/// <param name="patience">For each of them; all are asked at once.</param>
public sealed class ClusterAnswers(NodeView view, TimeSpan patience)
{
    private static readonly MemberStatus[] Gone = [MemberStatus.Removed, MemberStatus.Down];

    /// <summary>The members' answers, by address.</summary>
    /// <exception cref="NotRunningException">This node's actor system does not run.</exception>
    public async Task<Gathered<TAnswer>> AskAsync<TAnswer>(NodeQuestion question)
        where TAnswer : NodeAnswer
    {
        var system = view.System ?? throw new NotRunningException();
        var cluster = Cluster.Get(system);
        var (self, unreachable) = (cluster.SelfAddress, cluster.State.Unreachable.Select(member => member.Address).ToHashSet());

        // A node that leaves, or has not joined yet, still knows about itself.
        var members = cluster.State.Members.Where(member => !Gone.Contains(member.Status)).Select(member => member.Address).Append(self).Distinct().Order(Address.Comparer).ToList();
        var asked = await Task.WhenAll(members.Select(async member => (Member: member, Answer: await AskAsync(system, member == self ? null : member, question))));
        return new(
            [.. asked.Where(one => one.Answer is TAnswer).Select(one => (one.Member.ToString(), (TAnswer)one.Answer))],
            [.. asked.Where(one => one.Answer is not TAnswer).Select(one =>
                $"{one.Member}{(unreachable.Contains(one.Member) ? " (unreachable)" : "")}: {(one.Answer is NodeAnswer.Unable unable ? unable.Reason : "an answer of another kind")}")]);
    }

    private async Task<NodeAnswer> AskAsync(ActorSystem system, Address? member, NodeQuestion question)
    {
        var path = member is null ? $"/user/{InspectionActor.ActorName}" : $"{member}/user/{InspectionActor.ActorName}";
        try
        {
            return await system.ActorSelection(path).Ask<NodeAnswer>(question, patience);
        }
        catch (Exception silent) when (silent is AskTimeoutException or TaskCanceledException)
        {
            return new NodeAnswer.Unable($"no answer within {patience.TotalSeconds:0.#} s");
        }
    }
}

/// <summary>The node is starting, or has left the cluster: there is nothing to ask.</summary>
public sealed class NotRunningException() : Exception("this node's actor system does not run: it is being started, or has left the cluster and ends");
