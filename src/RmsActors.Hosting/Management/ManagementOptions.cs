using System.ComponentModel.DataAnnotations;
using System.Net;

namespace RmsActors.Hosting;

/// <summary>Where a node is looked into and operated. Section <c>Management</c>.</summary>
public sealed class ManagementOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Management";

    /// <summary>The setting that names the port.</summary>
    public const string PortKey = $"{Section}:{nameof(Port)}";

    /// <summary>The setting that names the address.</summary>
    public const string HostKey = $"{Section}:{nameof(Host)}";

    /// <summary>An IP address of this machine, or <c>localhost</c>; another than loopback needs <see cref="AccessOptions"/>. Default 127.0.0.1.</summary>
    [Required]
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>The port; 0 takes any free one, which the log names. Default 8558, as Akka.Management's.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; } = 8558;

    /// <summary>Requests that one caller may make in a second. Default 50.</summary>
    [Range(1, 1_000_000)]
    public int MaxRequestsPerSecond { get; set; } = 50;

    /// <summary>How long the other nodes, the database and Kafka have to answer; what has not answered by then is named as such. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Where to listen; nobody else does now.</summary>
    /// <exception cref="OptionsException">The host is no address, or the port is taken.</exception>
    public IPEndPoint FreeEndPoint() => ListeningPort.Free(HostKey, Host, PortKey, Port);
}
