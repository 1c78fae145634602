using System.Net;
using System.Net.Sockets;

namespace RmsActors.Hosting;

/// <summary>
/// A port that a setting names, looked at before anything starts: servers start late, and then tell of a taken port in words that name no setting.
/// </summary>
public static class ListeningPort
{
    /// <summary>Nobody listens there now; port 0 is always free.</summary>
    /// <param name="key">The setting that named the port, such as <c>Http:Port</c>.</param>
    /// <exception cref="OptionsException">The port is taken, or the address is not this machine's.</exception>
    public static void EnsureFree(string key, IPEndPoint endPoint)
    {
        try
        {
            using var probe = new TcpListener(endPoint);
            probe.Start();
        }
        catch (SocketException unusable)
        {
            throw Unusable(key, endPoint.Port, endPoint.Address.ToString(), unusable);
        }
    }

    /// <summary>Where two settings say to listen; nobody else does now.</summary>
    /// <exception cref="OptionsException">The host is no address, or the port is taken.</exception>
    internal static IPEndPoint Free(string hostKey, string host, string portKey, int port)
    {
        if (!IPAddress.TryParse(string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" : host, out var address))
        {
            throw new OptionsException($"{hostKey} = '{host}': expected an IP address of this machine, such as 127.0.0.1 or 0.0.0.0");
        }

        var endPoint = new IPEndPoint(address, port);
        EnsureFree(portKey, endPoint);
        return endPoint;
    }

    internal static OptionsException Unusable(string key, int port, string host, Exception cause) =>
        new($"{key} = '{port}': expected a free port of {host}: {cause.GetBaseException().Message}");
}
