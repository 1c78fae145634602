using System.ComponentModel.DataAnnotations;
using System.Net;

namespace RmsActors.Hosting;

/// <summary>Where a role serves its endpoints. Section <c>Http</c>.</summary>
public sealed class HttpOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Http";

    private const string PortKey = $"{Section}:{nameof(Port)}";

    /// <summary>An IP address of this machine, or <c>localhost</c>; <c>0.0.0.0</c> is all of them. Default 127.0.0.1.</summary>
    [Required]
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>The port; 0 takes any free one, and the ready line says which. Default 0.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; }

    /// <summary>Where to listen; nobody else does now.</summary>
    /// <exception cref="OptionsException">The host is no address, or the port is taken.</exception>
    public IPEndPoint FreeEndPoint()
    {
        var host = string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" : Host;
        if (!IPAddress.TryParse(host, out var address))
        {
            throw new OptionsException($"{Section}:{nameof(Host)} = '{Host}': expected an IP address of this machine, such as 127.0.0.1 or 0.0.0.0");
        }

        var endPoint = new IPEndPoint(address, Port);
        ListeningPort.EnsureFree(PortKey, endPoint);
        return endPoint;
    }

    internal OptionsException Unusable(Exception cause) => ListeningPort.Unusable(PortKey, Port, Host, cause);
}
