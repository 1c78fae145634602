using System.Globalization;
using RmsActors.Hosting;

namespace RmsActors.Cli.Demo;

/// <summary>The command lines of the demo's children.</summary>
internal static class DemoRoles
{
    public const string PaymentsName = "payments";

    // Nodes first: what they have under way still finds its neighbours. The broker last, since all talk over it.
    private const int NodesFirst = 0;
    private const int AntifraudNext = 1;
    private const int KycNext = 2;
    private const int PaymentsNext = 3;
    private const int BrokerLast = 4;
    private static readonly TimeSpan NodeStopLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    /// <summary>The embedded broker; it keeps everything in memory, so one that died cannot be started again.</summary>
    public static RoleToRun Kafka(int partitions) =>
        new("kafka", ["kafka", "--partitions", Number(partitions)], BrokerLast, StopLimit, Restarts: false);

    public static RoleToRun Payments(IEnumerable<string> common) =>
        new(PaymentsName, ["payments", .. common, "--announce-undecided"], PaymentsNext, StopLimit);

    public static RoleToRun Antifraud(IEnumerable<string> common) => new("antifraud", ["antifraud", .. common], AntifraudNext, StopLimit);

    public static RoleToRun Kyc(IEnumerable<string> common, string walletsFile) =>
        new("kyc", ["kyc", .. common, "--wallets", walletsFile], KycNext, StopLimit);

    /// <summary>The nodes of one cluster, on ports of their own.</summary>
    public static IReadOnlyList<RoleToRun> Nodes(IReadOnlyList<string> common, int count)
    {
        var ports = FreePorts.Take(count);

        // The first one's, if it is free, is where the inspecting verbs ask unless told otherwise.
        var management = FreePorts.TakeFrom(new ManagementOptions().Port, count);
        var seeds = ports.SelectMany(port => (string[])["--seed-node", "127.0.0.1:" + Number(port)]).ToList();
        return
        [
            .. ports.Select((port, at) => new RoleToRun(
                NodeName(at),
                ["node", .. common, "--host", "127.0.0.1", "--port", Number(port), .. seeds, .. Set("Cluster:MinMembers", Number(count)), .. Set("Management:Port", Number(management[at]))],
                NodesFirst,
                NodeStopLimit)
            {
                // No cluster can exist yet that the first node could overlook; a node that is started again must ask longer.
                OnlyAtFirst = Set("Cluster:SeedNodeTimeout", "00:00:01"),
                ManagementPort = management[at],
            }),
        ];
    }

    public static string NodeName(int at) => "node-" + Number(at + 1);

    /// <summary>What all but the broker are told, besides <see cref="ChildSettings"/>.</summary>
    public static IReadOnlyList<string> Common(string bootstrap, bool embedded, string data) =>
    [
        "--kafka", bootstrap,
        .. embedded ? (string[])["--kafka-embedded"] : [],
        "--data", data,
        "--http", "127.0.0.1:0",
    ];

    private static string[] Set(string key, string? value) => ["--set", $"{key}={value}"];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
