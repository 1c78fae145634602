using System.Globalization;
using RmsActors.Chaos.Roles;
using RmsActors.Cli.Demo;

namespace RmsActors.Chaos.Harness;

/// <summary>The command lines of the roles.</summary>
internal sealed class ChaosRoles(string bootstrap, string data, int nodes)
{
    public const string Payments = "payments";
    public const string Antifraud = "antifraud";
    public const string Kyc = "kyc";

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(40);

    // One more than there are at first: for the node that joins and leaves.
    private readonly IReadOnlyList<int> _ports = FreePorts.Take(nodes + 1);

    /// <summary>The nodes that run from the start.</summary>
    public IReadOnlyList<string> Nodes { get; } = [.. Enumerable.Range(0, nodes).Select(NodeName)];

    /// <summary>The node that joins for a while.</summary>
    public string Guest => NodeName(nodes);

    public RoleToRun PaymentsRole() => Of(Payments, [Payments]);

    public RoleToRun AntifraudRole() => Of(Antifraud, [Antifraud]);

    /// <param name="wallets">A wallets.csv.</param>
    /// <param name="behaviour">Further options of the verb.</param>
    public RoleToRun KycRole(string wallets, IEnumerable<string> behaviour) => Of(Kyc, [Kyc, "--wallets", wallets, .. behaviour]);

    public RoleToRun NodeRole(int at) => Of(
        NodeName(at),
        [
            "node", "--host", "127.0.0.1", "--port", Number(_ports[at]),
            .. Enumerable.Range(0, nodes).SelectMany(seed => (string[])["--seed-node", "127.0.0.1:" + Number(_ports[seed])]),
            "--set", "Management:Port=0",
        ]);

    private RoleToRun Of(string name, IEnumerable<string> arguments) =>
        new(name, [ChaosRole.Verb, .. arguments, "--kafka", bootstrap, "--kafka-embedded", "--data", data, "--http", "127.0.0.1:0"], StopOrder: 0, StopLimit);

    private static string NodeName(int at) => DemoRoles.NodeName(at);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
