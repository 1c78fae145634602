using System.ComponentModel.DataAnnotations;

namespace RmsActors.Antifraud;

/// <summary>How antifraud reads. Section <c>Antifraud</c>.</summary>
public sealed class AntifraudOptions
{
    public const string Section = "Antifraud";

    /// <summary>The consumer group of all instances. Default <c>antifraud</c>.</summary>
    [Required]
    public string GroupId { get; set; } = "antifraud";

    /// <summary>Records that are processed together, in one transaction, at most. 1 to 10,000; default 200.</summary>
    [Range(1, 10_000)]
    public int Batch { get; set; } = 200;

    /// <summary>Records of each topic that may be under way at once in this process; past it the topic pauses. 1 to 1,000,000; default 5,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxUnderWay { get; set; } = 5_000;

    /// <summary>How long a stopping instance waits for what it has read; the rest is read again by another. 0 to 10 min; default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
