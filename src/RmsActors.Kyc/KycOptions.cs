using System.ComponentModel.DataAnnotations;

namespace RmsActors.Kyc;

/// <summary>How KYC behaves; all but the defaults is for tests and demonstrations. Section <c>Kyc</c>.</summary>
public sealed class KycOptions
{
    public const string Section = "Kyc";

    /// <summary>The consumer group of all instances; not empty. Default <c>kyc</c>.</summary>
    [Required]
    public string GroupId { get; set; } = "kyc";

    /// <summary>A wallets.csv that is imported at the start; what it holds takes the place of earlier scores. Default none.</summary>
    public string? Wallets { get; set; }

    /// <summary>How long an answer takes; see <see cref="DelayDistribution"/>. Default 20ms.</summary>
    [Required]
    [Delay]
    public string Delay { get; set; } = "20ms";

    /// <summary>Share of requests that are never answered. Default 0.</summary>
    [Range(0d, 1d)]
    public double SilentShare { get; set; }

    /// <summary>Share of requests that are answered twice. Default 0.</summary>
    [Range(0d, 1d)]
    public double DuplicateShare { get; set; }

    /// <summary>Share of requests that are answered only after <see cref="LateBy"/>. Default 0.</summary>
    [Range(0d, 1d)]
    public double LateShare { get; set; }

    /// <summary>How much longer a late answer takes. Default 12 s, which is past RMS's default deadline.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan LateBy { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>Share of requests that get a wrong answer (another request id, another wallet, a score out of range) right before the right one. Default 0.</summary>
    [Range(0d, 1d)]
    public double WrongShare { get; set; }

    /// <summary>Chooses which requests are treated how. Default 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Requests that may be under way at once; delayed answers are. Default 20,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxUnderWay { get; set; } = 20_000;

    /// <summary>How long a stopping instance waits for the answers that it owes. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
