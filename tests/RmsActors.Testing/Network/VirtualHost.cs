using System.Globalization;
using System.Net;

namespace RmsActors.Testing;

/// <summary>One host of a <see cref="VirtualNetwork"/>: what is started by its <see cref="Launcher"/> has its address, its link and its loopback.</summary>
public sealed class VirtualHost
{
    private readonly string _namespace;
    private readonly string _link;

    private VirtualHost(string name, IPAddress address, string inNamespace, string link) => (Name, Address, _namespace, _link) = (name, address, inNamespace, link);

    public string Name { get; }

    /// <summary>Under which the others, and this machine, reach it.</summary>
    public IPAddress Address { get; }

    /// <summary>Put before a program and its arguments, starts it on this host. It stays the same process.</summary>
    public IReadOnlyList<string> Launcher => ["ip", "netns", "exec", _namespace];

    /// <summary>Pulls its cable: nothing comes or goes, and nobody is told.</summary>
    public void CutOff() => VirtualNetwork.Ip("link", "set", _link, "down");

    /// <summary>Puts the cable in again.</summary>
    public void Reconnect() => VirtualNetwork.Ip("link", "set", _link, "up");

    /// <summary>What it sends to another is lost from now on; what the other sends arrives.</summary>
    public void LoseWhatGoesTo(VirtualHost other) => VirtualNetwork.Ip("-n", _namespace, "route", "replace", "blackhole", other.Address.ToString());

    /// <summary>What it sends to another arrives again.</summary>
    public void FindTheWayTo(VirtualHost other) => VirtualNetwork.Ip("-n", _namespace, "route", "delete", "blackhole", other.Address.ToString());

    internal static VirtualHost Create(string network, int at, string name, IPAddress address, string bridge, string hostsFile)
    {
        var inNamespace = $"rms-{network}-{name}";

        // 15 characters at most, which a process id of seven digits just leaves room for.
        var link = string.Create(CultureInfo.InvariantCulture, $"rms{network}{at}");
        VirtualNetwork.Ip("netns", "add", inNamespace);
        var folder = Directory.CreateDirectory($"/etc/netns/{inNamespace}").FullName;
        File.WriteAllText(Path.Combine(folder, "hosts"), hostsFile);
        VirtualNetwork.Ip("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", inNamespace);
        VirtualNetwork.Ip("link", "set", link, "master", bridge, "up");
        VirtualNetwork.Ip("-n", inNamespace, "address", "add", $"{address}/24", "dev", "eth0");
        VirtualNetwork.Ip("-n", inNamespace, "link", "set", "eth0", "up");
        VirtualNetwork.Ip("-n", inNamespace, "link", "set", "lo", "up");
        return new VirtualHost(name, address, inNamespace, link);
    }
}
