using System.ComponentModel.DataAnnotations;
using System.Net;
using RmsActors.Kafka;

namespace RmsActors.Rms.Hosting;

/// <summary>How a node finds the others. Section <c>Cluster</c>.</summary>
public sealed class ClusterOptions : IValidatableObject
{
    public const string Section = "Cluster";

    /// <summary>The name or address under which the other nodes reach this one. Default 127.0.0.1.</summary>
    [Required]
    public string Hostname { get; set; } = "127.0.0.1";

    /// <summary>The port of Akka remoting; 0 takes any free one. Default 4053.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; } = 4053;

    /// <summary>Nodes to join, as <c>host:port</c>, the same list on every node; the first may form the cluster. Empty: this node forms one by itself.</summary>
    [HostPort]
    public string[] SeedNodes { get; set; } = [];

    /// <summary>Nodes that must have joined before any takes up work. Default 1.</summary>
    [Range(1, 1_000)]
    public int MinMembers { get; set; } = 1;

    /// <summary>How long nodes may disagree about who is reachable before the split brain resolver acts. Default 3 s, for up to five nodes; more of them take longer to agree.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan StableAfter { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long a starting node waits for an answer of the seed nodes before it asks again; the first seed node forms a new cluster
    /// after it, so that a short time risks two clusters. Default 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:05:00")]
    public TimeSpan SeedNodeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A PEM file with this node's certificate; set together with the next two, it switches mutual TLS on. Read at the start. Default none.</summary>
    public string? TlsCertificate { get; set; }

    /// <summary>A PEM file with its private key, not encrypted. Default none.</summary>
    public string? TlsKey { get; set; }

    /// <summary>A PEM file with the authorities whose certificates nodes may have; the old one and the new one while one is replaced. Default none.</summary>
    public string? TlsAuthorities { get; set; }

    /// <summary>Whether nodes talk by TLS.</summary>
    public bool UsesTls => !string.IsNullOrEmpty(TlsCertificate);

    /// <summary>What is wrong with the settings as a whole.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        string?[] files = [TlsCertificate, TlsKey, TlsAuthorities];
        if (files.Any(string.IsNullOrEmpty) && !files.All(string.IsNullOrEmpty))
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(TlsCertificate)}, {Section}:{nameof(TlsKey)} and {Section}:{nameof(TlsAuthorities)}: expected all or none");
        }
    }

    /// <summary>Where remoting listens: on loopback alone where no other machine could reach <see cref="Hostname"/>, else on every address.</summary>
    public string BindAddress => string.Equals(Hostname, "localhost", StringComparison.OrdinalIgnoreCase)
        ? IPAddress.Loopback.ToString()
        : IPAddress.TryParse(Hostname, out var address) && IPAddress.IsLoopback(address) ? Hostname : IPAddress.Any.ToString();
}
