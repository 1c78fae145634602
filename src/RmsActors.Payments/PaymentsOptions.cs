using System.ComponentModel.DataAnnotations;

namespace RmsActors.Payments;

/// <summary>How payments are taken in and announced. Section <c>Payments</c>.</summary>
public sealed class PaymentsOptions
{
    public const string Section = "Payments";

    /// <summary>Payments whose rows are committed together at most: those that arrive while others are being committed. 1 to 10,000; default 200.</summary>
    [Range(1, 10_000)]
    public int AcceptBatch { get; set; } = 200;

    /// <summary>Ids that are announced together at most. 1 to 100,000; default 500.</summary>
    [Range(1, 100_000)]
    public int AnnounceBatch { get; set; } = 500;

    /// <summary>How often the database is looked through for ids that were not announced, besides after every new one, and how long to wait after an error. 100 ms to 1 h; default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan AnnounceInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether payments that are still undecided are announced again when the role starts: for a broker that has forgotten them,
    /// as the embedded one has. Default false.
    /// </summary>
    public bool AnnounceUndecidedAtStart { get; set; }
}
