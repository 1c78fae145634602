using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Xunit;

namespace RmsActors.Testing;

/// <summary>
/// Hosts on one machine: network namespaces, each with an address of its own and a link to one bridge, on which this machine can be reached too. Root alone can have one.
/// All of it is removed when it is disposed of or this process ends, in whatever way.
/// </summary>
public sealed partial class VirtualNetwork : IAsyncDisposable
{
    /// <summary>The most hosts that it can have.</summary>
    public const int MostHosts = 200;

    // Its input ends with this process. A Ctrl-C in the terminal reaches it too, and must not keep it from tidying up.
    private const string Keep = "trap '' INT TERM HUP; cat >/dev/null;" + Remove;

    // A namespace lives on while a process is in it, but without a name or a link.
    private const string Remove =
        """
        for name in $(ip netns list | cut -d ' ' -f 1 | grep "^rms-$1-"); do ip netns del "$name"; rm -rf "/etc/netns/$name"; done
        for link in $(ip -o link show | cut -d ' ' -f 2 | cut -d : -f 1 | cut -d @ -f 1 | grep "^rms$1"); do ip link del "$link" 2>/dev/null; done
        rmdir /etc/netns 2>/dev/null
        true
        """;

    private const int FirstHost = 10;
    private const int SubnetAttempts = 100;
    private static readonly Lazy<string?> Missing = new(FindObstacle);
    private static int _made;

    private readonly Process _keeper;

    private VirtualNetwork(Process keeper, IPAddress gateway, IReadOnlyList<VirtualHost> hosts) => (_keeper, Gateway, Hosts) = (keeper, gateway, hosts);

    /// <summary>Why there can be none here; null: there can.</summary>
    public static string? Obstacle => Missing.Value;

    /// <summary>Skips a test (use <c>[SkippableFact]</c>) where there can be none, and says why; with <c>RMS_REQUIRE_NETNS=1</c> it fails instead.</summary>
    public static void SkipWhereThereCanBeNone()
    {
        Assert.False(Obstacle is not null && Environment.GetEnvironmentVariable("RMS_REQUIRE_NETNS") == "1", $"RMS_REQUIRE_NETNS=1, and there can be no network namespaces: {Obstacle}");
        Skip.If(Obstacle is not null, $"No network namespaces: {Obstacle}");
    }

    /// <summary>This machine's own address on it.</summary>
    public IPAddress Gateway { get; }

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<VirtualHost> Hosts { get; }

    /// <summary>Makes one, after removing what processes have left that are gone.</summary>
    /// <param name="names">Of the hosts, which reach each other under them. Up to <see cref="MostHosts"/>.</param>
    /// <exception cref="InvalidOperationException">There is an <see cref="Obstacle"/>.</exception>
    public static VirtualNetwork Create(IReadOnlyList<string> names)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(names.Count, MostHosts);
        if (Obstacle is { } obstacle)
        {
            throw new InvalidOperationException(obstacle);
        }

        RemoveAbandoned();
        var made = Interlocked.Increment(ref _made);
        var id = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}{(char)('a' + (made % 26))}");
        var keeper = Process.Start(new ProcessStartInfo("sh", ["-c", Keep, "sh", id])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        try
        {
            var subnet = FreeSubnet();
            var gateway = AddressIn(subnet, 1);
            return new VirtualNetwork(keeper, gateway, MakeHosts(id, MakeBridge(id, gateway), [.. names.Select((name, at) => (name, AddressIn(subnet, FirstHost + at)))]));
        }
        catch
        {
            keeper.StandardInput.Close();
            throw;
        }
    }

    /// <summary>Its host of this name.</summary>
    public VirtualHost this[string name] => Hosts.Single(host => host.Name == name);

    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    /// <summary>Runs <c>ip</c>.</summary>
    /// <exception cref="InvalidOperationException">It refused; the message has why.</exception>
    internal static void Ip(params string[] arguments)
    {
        var (code, said) = Run("ip", arguments);
        if (code != 0)
        {
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {said}");
        }
    }

    private static string MakeBridge(string id, IPAddress gateway)
    {
        var bridge = $"rms{id}b";
        Ip("link", "add", bridge, "type", "bridge");
        Ip("address", "add", $"{gateway}/24", "dev", bridge);
        Ip("link", "set", bridge, "up");
        return bridge;
    }

    private static List<VirtualHost> MakeHosts(string id, string bridge, IReadOnlyList<(string Name, IPAddress Address)> hosts)
    {
        var hostsFile = string.Join('\n', hosts.Select(host => $"{host.Address} {host.Name}").Prepend("127.0.0.1 localhost").Append(""));
        return [.. hosts.Select((host, at) => VirtualHost.Create(id, at, host.Name, host.Address, bridge, hostsFile))];
    }

    private static string? FindObstacle()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return "network namespaces need Linux, and root";
        }

        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "ip"))))
        {
            return "network namespaces need ip, of iproute2";
        }

        // A container may be root and yet not be allowed to.
        var probe = string.Create(CultureInfo.InvariantCulture, $"rms-{Environment.ProcessId}p-probe");
        var (code, said) = Run("ip", "netns", "add", probe);
        if (code == 0)
        {
            (code, said) = Run("ip", "netns", "exec", probe, "true");
            Run("ip", "netns", "del", probe);
        }

        return code == 0 ? null : $"no network namespace can be made: {said}";
    }

    private static void RemoveAbandoned()
    {
        var (_, namespaces) = Run("ip", "netns", "list");
        var (_, links) = Run("ip", "-o", "link", "show");
        foreach (var id in Ids().Matches(namespaces + '\n' + links).DistinctBy(match => match.Groups["id"].Value))
        {
            if (!Directory.Exists("/proc/" + id.Groups["process"].Value))
            {
                Run("sh", "-c", Remove, "sh", id.Groups["id"].Value);
            }
        }
    }

    private static byte[] FreeSubnet()
    {
        var taken = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(link => link.GetIPProperties().UnicastAddresses)
            .Where(address => address.Address.AddressFamily == AddressFamily.InterNetwork)
            .Select(address => address.Address.GetAddressBytes())
            .ToList();
        for (var attempt = 0; attempt < SubnetAttempts; attempt++)
        {
            byte[] subnet = [10, (byte)Random.Shared.Next(64, 128), (byte)Random.Shared.Next(256)];
            if (!taken.Exists(address => address[0] == subnet[0] && address[1] == subnet[1]))
            {
                return subnet;
            }
        }

        throw new InvalidOperationException("no addresses between 10.64.0.0 and 10.127.255.255 are free");
    }

    private static IPAddress AddressIn(byte[] subnet, int host) => new([.. subnet, (byte)host]);

    private static (int Code, string Said) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, (output + errors.Result).Trim());
    }

    [GeneratedRegex("^(rms-|[0-9]+: rms)(?<id>(?<process>[0-9]+)[a-z])", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Ids();
}
