using System.ComponentModel.DataAnnotations;
using RmsActors.Rms.Placement;

namespace RmsActors.Rms.Hosting;

/// <summary>How an RMS node takes payments in. Section <c>Rms</c>.</summary>
public sealed class RmsOptions
{
    public const string Section = "Rms";

    /// <summary>The consumer group of all nodes; not empty. Default <c>rms</c>.</summary>
    [Required]
    public string GroupId { get; set; } = "rms";

    /// <summary>
    /// Partitions of the details and reply topics, and so shards of the region; the same on every node, and never to be changed
    /// while payments are undecided. Default 12.
    /// </summary>
    [Range(1, 10_000)]
    public int Partitions { get; set; } = Contracts.Topics.DefaultPartitions;

    /// <summary>Where a payment's shard lives; the same on every node. Default <see cref="ShardPlacement.Aligned"/>.</summary>
    [EnumDataType(typeof(ShardPlacement))]
    public ShardPlacement Placement { get; set; } = ShardPlacement.Aligned;

    /// <summary>Payments of this node's partitions that may be undecided at once; past it the details pause. Default 5,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxUndecided { get; set; } = 5_000;

    /// <summary>KYC replies that may be under way at once. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxRepliesUnderWay { get; set; } = 10_000;

    /// <summary>Records of one partition that may be complete above one that is not; past it the partition pauses. Default 20,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxAboveWatermark { get; set; } = 20_000;

    /// <summary>
    /// How long the oldest record of a partition at that bound may be under way before the log says which it is, and again
    /// after each such time. Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// After how long a payment's actor is asked again; sharding drops messages at hand-offs. Default 2 s. No more than 10 s: what is asked four times as patiently must still be asked within
    /// <see cref="Quarantine.RecoveryFailures.Memory"/>.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:10")]
    public TimeSpan AskTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// After so many recoveries of a payment that failed while the journal was healthy, it is quarantined; 0: never. Default 30, some
    /// four minutes of asking again, ever more patiently: longer than a database's or a deployment's hiccup, and shorter than it takes a
    /// partition with 80 payments a second to reach <see cref="MaxAboveWatermark"/>.
    /// </summary>
    [Range(0, 1_000_000)]
    public int QuarantineAfterFailedRecoveries { get; set; } = 30;

    /// <summary>
    /// How long a stopping node waits for the payments it has read to be decided, before it leaves them to others. Nobody reads its partitions meanwhile, so it should be little
    /// more than KYC takes as a rule. Default 1 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often policy, country scores and payment-type scores are read again. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan ReferenceDataReload { get; set; } = TimeSpan.FromSeconds(30);
}
