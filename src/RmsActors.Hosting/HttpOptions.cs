using System.ComponentModel.DataAnnotations;
using System.Net;

namespace RmsActors.Hosting;

/// <summary>Where a role serves its endpoints. Section <c>Http</c>.</summary>
public sealed class HttpOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Http";

    internal const string HostKey = $"{Section}:{nameof(Host)}";

    private const string PortKey = $"{Section}:{nameof(Port)}";

    /// <summary>An IP address of this machine, or <c>localhost</c>; <c>0.0.0.0</c> is all of them; another than loopback needs <see cref="AccessOptions"/>. Default 127.0.0.1.</summary>
    [Required]
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>The port; 0 takes any free one, and the ready line says which. Default 0.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; }

    /// <summary>Requests that one caller may make in a second; the probes are not counted. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxRequestsPerSecond { get; set; } = 10_000;

    /// <summary>Bytes that a request's body may have. Default 128 KiB, twice what a payment may.</summary>
    [Range(64 * 1024, 100_000_000)]
    public int MaxRequestBytes { get; set; } = 128 * 1024;

    /// <summary>Where to listen; nobody else does now.</summary>
    /// <exception cref="OptionsException">The host is no address, or the port is taken.</exception>
    public IPEndPoint FreeEndPoint() => ListeningPort.Free(HostKey, Host, PortKey, Port);

    internal OptionsException Unusable(Exception cause) => ListeningPort.Unusable(PortKey, Port, Host, cause);
}
