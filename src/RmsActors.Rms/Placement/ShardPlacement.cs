namespace RmsActors.Rms.Placement;

/// <summary>Where a shard lives.</summary>
public enum ShardPlacement
{
    /// <summary>On the node that reads the partition of its number: details, reply and actor meet there. Default.</summary>
    Aligned,

    /// <summary>Where the fewest shards are, by Akka's own strategy: most details and replies travel once between nodes.</summary>
    Balanced,
}
