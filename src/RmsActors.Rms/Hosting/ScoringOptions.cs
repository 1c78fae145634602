using System.ComponentModel.DataAnnotations;

namespace RmsActors.Rms.Hosting;

/// <summary>How patient a node is with KYC. Section <c>Scoring</c>; weights and threshold are in the database's policy.</summary>
public sealed class ScoringOptions
{
    public const string Section = "Scoring";

    /// <summary>How long KYC has to answer before the policy's fallback decides. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan KycDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after the first request KYC is asked again; it takes twice as long to the next request, and four times as long to each further one, or up to four times from the first where KYC's answers are slow for all. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan KycRetryInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long the fallback waits after a recovery or an interruption of the reply intake, since the answer may be there
    /// unread, or KYC may have been cut off as well and must come back first. Default 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan KycGrace { get; set; } = TimeSpan.FromSeconds(10);
}
