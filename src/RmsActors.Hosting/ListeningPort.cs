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

    internal static OptionsException Unusable(string key, int port, string host, Exception cause) =>
        new($"{key} = '{port}': expected a free port of {host}: {cause.GetBaseException().Message}");
}
