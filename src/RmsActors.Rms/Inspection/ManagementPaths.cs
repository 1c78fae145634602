namespace RmsActors.Rms.Inspection;

/// <summary>Where a node's management endpoint answers what. Ids and addresses travel as queries: they may hold any character.</summary>
public static class ManagementPaths
{
    public const string Cluster = "/cluster";
    public const string ClusterEvents = "/cluster/events";
    public const string Leave = "/cluster/leave";
    public const string Down = "/cluster/down";
    public const string Regions = "/cluster-sharding/regions";
    public const string Shards = "/cluster-sharding/shards";
    public const string Entities = "/cluster-sharding/entities";
    public const string Actors = "/actors";
    public const string Log = "/log";
    public const string LogLevel = "/log/level";
    public const string Where = "/where";
    public const string Inflight = "/inflight";
    public const string Payment = "/payment";
    public const string Verify = "/verify";
    public const string Lag = "/lag";
    public const string Quarantine = "/quarantine";
}
