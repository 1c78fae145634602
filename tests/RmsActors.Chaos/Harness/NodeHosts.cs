using System.Globalization;
using System.Net;
using RmsActors.Cli.Demo;
using RmsActors.Kafka;
using RmsActors.Testing;

namespace RmsActors.Chaos.Harness;

/// <summary>A host for each node, whose network can be cut. The broker is on loopback alone, so they reach it through forwarders; the database listens on the network as well.</summary>
internal sealed class NodeHosts : IAsyncDisposable
{
    private const int Port = 4053;

    private readonly VirtualNetwork _network;
    private readonly IReadOnlyList<TcpForwarder> _forwarders;

    private NodeHosts(VirtualNetwork network, IReadOnlyList<TcpForwarder> forwarders) => (_network, _forwarders) = (network, forwarders);

    /// <summary>Where nodes reach the broker.</summary>
    public string Bootstrap => string.Join(',', _forwarders.Select(forwarder => forwarder.From));

    /// <summary>The nodes' own addresses, as <c>host:port</c>, by their number.</summary>
    public IReadOnlyList<string> Addresses => [.. _network.Hosts.Select(host => string.Create(CultureInfo.InvariantCulture, $"{host.Address}:{Port}"))];

    /// <summary>All of them.</summary>
    public IReadOnlyList<VirtualHost> All => _network.Hosts;

    /// <summary>Why nodes cannot have hosts of their own in this run; null: they can.</summary>
    public static string? ObstacleOf(ChaosOptions options) =>
        options.Postgres is null ? VirtualNetwork.Obstacle : "a server that was given may not be reached from network namespaces";

    /// <summary>Makes a host for each node.</summary>
    public static VirtualNetwork MakeNetwork(int nodes) => VirtualNetwork.Create([.. Enumerable.Range(0, nodes).Select(DemoRoles.NodeName)]);

    /// <summary>Makes the broker reachable from them; clients on this machine are told the same addresses.</summary>
    public static NodeHosts Open(VirtualNetwork network, EmbeddedBroker broker)
    {
        var forwarders = broker.Bootstrap.Split(',').Select(address => TcpForwarder.Start(network.Gateway, IPEndPoint.Parse(address))).ToList();
        for (var at = 0; at < forwarders.Count; at++)
        {
            broker.Advertise(at + 1, network.Gateway.ToString(), forwarders[at].From.Port);
        }

        return new NodeHosts(network, forwarders);
    }

    /// <summary>The host of a node.</summary>
    public VirtualHost Of(string node) => _network[node];

    /// <summary>What starts a node there.</summary>
    public IReadOnlyList<string> LauncherOf(string node) => Of(node).Launcher;

    public async ValueTask DisposeAsync()
    {
        foreach (var forwarder in _forwarders)
        {
            await forwarder.DisposeAsync();
        }
    }
}
