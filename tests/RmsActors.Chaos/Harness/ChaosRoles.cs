using System.Globalization;
using RmsActors.Chaos.Faults;
using RmsActors.Chaos.Roles;
using RmsActors.Cli.Demo;

namespace RmsActors.Chaos.Harness;

/// <summary>The command lines of the roles.</summary>
/// <param name="bootstrap">Where the broker listens.</param>
/// <param name="data">A folder for what they keep.</param>
/// <param name="nodes">How many there are at first.</param>
/// <param name="hosts">Where nodes run; null: beside the others, on loopback.</param>
internal sealed class ChaosRoles(string bootstrap, string data, int nodes, NodeHosts? hosts)
{
    public const string Payments = "payments";
    public const string Antifraud = "antifraud";
    public const string Kyc = "kyc";

    // Less than a lost answer takes.
    private static readonly string[] Patience =
        ["--set", "Kafka:Client:socket.timeout.ms=" + BrokerFaults.SocketTimeout.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)];

    // The embedded broker looks at the sequence numbers of transactions alone: of two requests under way it stores the second where it has refused the first, which a real
    // broker would refuse as out of order, and the client takes that as proof that the first is stored as well. Two payments of a run were lost to it.
    private static readonly string[] OneRequestAtATime = ["--set", "Kafka:Client:max.in.flight.requests.per.connection=1"];

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(40);

    // One more than there are at first: for the node that joins and leaves.
    private readonly IReadOnlyList<string> _addresses = hosts?.Addresses
        ?? [.. FreePorts.Take(nodes + 1).Select(port => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"))];

    /// <summary>The nodes that run from the start.</summary>
    public IReadOnlyList<string> Nodes { get; } = [.. Enumerable.Range(0, nodes).Select(NodeName)];

    /// <summary>The node that joins for a while.</summary>
    public string Guest => NodeName(nodes);

    public RoleToRun PaymentsRole() => Of(Payments, [Payments]);

    public RoleToRun AntifraudRole() => Of(Antifraud, [Antifraud]);

    /// <param name="wallets">A wallets.csv.</param>
    /// <param name="behaviour">Further options of the verb.</param>
    public RoleToRun KycRole(string wallets, IEnumerable<string> behaviour) => Of(Kyc, [Kyc, "--wallets", wallets, .. behaviour]);

    public RoleToRun NodeRole(int at)
    {
        var address = _addresses[at].Split(':');
        string[] arguments =
        [
            "node", "--host", address[0], "--port", address[1],
            .. _addresses.Take(nodes).SelectMany(seed => (string[])["--seed-node", seed]),
            // A first seed that is started again while it is cut off takes up no work alone.
            "--set", "Cluster:MinMembers=" + ((nodes / 2) + 1).ToString(CultureInfo.InvariantCulture),
            "--set", "Management:Port=0",
        ];
        return Of(NodeName(at), arguments, hosts?.Bootstrap) with { Launcher = hosts?.LauncherOf(NodeName(at)) ?? [] };
    }

    private RoleToRun Of(string name, IEnumerable<string> arguments, string? reachedAt = null) =>
        new(name, [ChaosRole.Verb, .. arguments, "--kafka", reachedAt ?? bootstrap, "--kafka-embedded", "--data", data, "--http", "127.0.0.1:0", .. Patience, .. OneRequestAtATime], StopOrder: 0, StopLimit);

    private static string NodeName(int at) => DemoRoles.NodeName(at);
}
