using System.Net;
using System.Net.Sockets;

namespace RmsActors.Testing;

/// <summary>Ports that nobody listens on now.</summary>
public static class LoopbackPorts
{
    /// <summary>So many different free ports.</summary>
    public static IReadOnlyList<int> Free(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.ConvertAll(listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }
}
