using System.Net;
using System.Net.Sockets;

namespace RmsActors.Cli.Demo;

/// <summary>Ports on loopback that nobody uses, for nodes that must know each other's before they start.</summary>
internal static class FreePorts
{
    // Below the range that Linux gives to outgoing connections (32768 and up), so that no connection of a neighbour's takes one first.
    private const int First = 20_000;
    private const int End = 32_000;

    // Two that look for ports at the same moment find the same ones free, and neither uses them yet. So each claims them, until it ends: as UDP ports, since
    // the TCP ports of the same number are for its children.
    private static readonly List<Socket> Claims = [];

    /// <summary>So many, which no other process of ours takes before this one ends.</summary>
    public static IReadOnlyList<int> Take(int count) => TakeFrom(Random.Shared.Next(First, End), count);

    /// <summary>The same, tried from a port upwards.</summary>
    public static IReadOnlyList<int> TakeFrom(int first, int count)
    {
        var ports = new List<int>(count);
        for (int tried = 0, at = first; ports.Count < count; tried++, at = at + 1 < End ? at + 1 : First)
        {
            if (tried > End - First)
            {
                throw new IOException($"there are no {count} free ports from {First} to {End} on 127.0.0.1");
            }

            if (IsFree(at) && Claim(at))
            {
                ports.Add(at);
            }
        }

        return ports;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Any, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool Claim(int port)
    {
        var claim = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            claim.Bind(new IPEndPoint(IPAddress.Loopback, port));
        }
        catch (SocketException)
        {
            claim.Dispose();
            return false;
        }

        lock (Claims)
        {
            Claims.Add(claim);
        }

        return true;
    }
}
