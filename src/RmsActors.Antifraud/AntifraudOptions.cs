using System.ComponentModel.DataAnnotations;

namespace RmsActors.Antifraud;

/// <summary>How antifraud reads. Section <c>Antifraud</c>.</summary>
public sealed class AntifraudOptions
{
    public const string Section = "Antifraud";

    /// <summary>The consumer group of all instances.</summary>
    [Required]
    public string GroupId { get; set; } = "antifraud";

    /// <summary>Records that are processed together, in one transaction, at most. Default 200.</summary>
    [Range(1, 10_000)]
    public int Batch { get; set; } = 200;

    /// <summary>Records of each topic that may be under way at once. Default 5,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxUnderWay { get; set; } = 5_000;

    /// <summary>How long a stopping instance waits for what it has read. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
