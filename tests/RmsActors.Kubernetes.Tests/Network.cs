using System.Net;
using k8s.Models;

namespace RmsActors.Kubernetes.Tests;

/// <summary>One end of a connection: a pod with its labels and its namespace's, or an address outside the cluster.</summary>
internal sealed record EndPoint(string Name, IDictionary<string, string> Labels, IDictionary<string, string> NamespaceLabels, bool Inside, IPAddress? Address = null)
{
    private static readonly Dictionary<string, string> s_none = [];

    public static EndPoint At(string name, string address) => new(name, s_none, s_none, Inside: false, IPAddress.Parse(address));

    public static EndPoint Elsewhere(string name, IDictionary<string, string> namespaceLabels, IDictionary<string, string>? labels = null) =>
        new(name, labels ?? s_none, namespaceLabels, Inside: false);
}

/// <summary>Who may talk to whom, worked out from the policies as Kubernetes does: what a policy selects is closed but for what some policy opens.</summary>
internal sealed class Network(IReadOnlyList<V1NetworkPolicySpec> policies)
{
    public bool Allows(EndPoint from, EndPoint to, string protocol, int port) =>
        Leaves(from, to, protocol, port) && Enters(from, to, protocol, port);

    private bool Leaves(EndPoint from, EndPoint to, string protocol, int port)
    {
        var closing = policies.Where(policy => policy.PolicyTypes.Contains("Egress") && from.Inside && Selects(policy.PodSelector, from.Labels)).ToList();
        return closing.Count == 0 || closing.SelectMany(policy => policy.Egress ?? []).Any(rule => Matches(rule.To, to) && Matches(rule.Ports, protocol, port));
    }

    private bool Enters(EndPoint from, EndPoint to, string protocol, int port)
    {
        var closing = policies.Where(policy => policy.PolicyTypes.Contains("Ingress") && to.Inside && Selects(policy.PodSelector, to.Labels)).ToList();
        return closing.Count == 0 || closing.SelectMany(policy => policy.Ingress ?? []).Any(rule => Matches(rule.FromProperty, from) && Matches(rule.Ports, protocol, port));
    }

    // A rule that names nobody means everybody, and one without ports all of them.
    private static bool Matches(IList<V1NetworkPolicyPeer>? peers, EndPoint other) => peers is not { Count: > 0 } || peers.Any(peer => Matches(peer, other));

    private static bool Matches(V1NetworkPolicyPeer peer, EndPoint other) => peer.IpBlock is { } block
        ? other.Address is { } address && IPNetwork.Parse(block.Cidr).Contains(address) && !(block.Except ?? []).Any(hole => IPNetwork.Parse(hole).Contains(address))
        : other.Address is null
            && (peer.NamespaceSelector is { } namespaces ? Selects(namespaces, other.NamespaceLabels) : other.Inside)
            && (peer.PodSelector is null || Selects(peer.PodSelector, other.Labels));

    private static bool Matches(IList<V1NetworkPolicyPort>? ports, string protocol, int port) =>
        ports is not { Count: > 0 } || ports.Any(open => (open.Protocol ?? "TCP") == protocol && (open.Port is null || (open.Port.Value == $"{port}" && open.EndPort is null)));

    private static bool Selects(V1LabelSelector selector, IDictionary<string, string> labels) =>
        (selector.MatchLabels ?? new Dictionary<string, string>()).All(wanted => labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value)
        && (selector.MatchExpressions ?? []).All(expression => expression.OperatorProperty switch
        {
            "In" => labels.TryGetValue(expression.Key, out var value) && expression.Values.Contains(value),
            _ => throw new NotSupportedException($"No policy uses {expression.OperatorProperty}."),
        });
}
