using System.Text.Json;
using System.Text.Json.Serialization;

namespace RmsActors.Rms.Inspection;

// What the management endpoint answers with, and the command line shows. Members are added, never renamed: scripts read them.

/// <summary>An answer that may lack parts, and then says so.</summary>
public abstract record InspectionView
{
    /// <summary>What could not be told, a sentence each; empty when the answer is whole.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>A member as this node sees it.</summary>
public sealed record MemberView(string Address, string Status, bool Reachable, bool Self, bool Leader, string Version, string Roles);

/// <summary>The cluster as this node sees it.</summary>
public sealed record ClusterView(string Self, string? Leader, IReadOnlyList<MemberView> Members) : InspectionView;

/// <summary>A node's part of the region.</summary>
public sealed record RegionView(string Region, string Node, IReadOnlyList<int> Shards, int Payments);

/// <summary>The region on all nodes.</summary>
public sealed record RegionsView(IReadOnlyList<RegionView> Regions) : InspectionView;

/// <summary>A shard.</summary>
/// <param name="Node">Where it lives; null where none of the nodes that answered has it.</param>
/// <param name="Reader">Which node reads the partition of its number.</param>
/// <param name="Payments">In memory; null where it does not answer.</param>
public sealed record ShardView(int Shard, string? Node, string? Reader, int? Payments, string State);

/// <summary>All shards.</summary>
public sealed record ShardsView(IReadOnlyList<ShardView> Shards) : InspectionView;

/// <summary>The payments that are in memory in one shard.</summary>
public sealed record EntitiesView(int Shard, string? Node, IReadOnlyList<string> PaymentIds, int NotListed) : InspectionView;

/// <summary>Where a payment is.</summary>
/// <param name="Reader">Which node reads its partition.</param>
/// <param name="Node">Where its shard lives; null where that has no home.</param>
/// <param name="InMemory">Whether its actor is in memory there.</param>
/// <param name="State"><c>Unknown</c>, <c>AwaitingKyc</c>, <c>Decided</c>, or <c>Damaged</c> where its journal cannot be read.</param>
/// <param name="Attempt">The number of the KYC request last due, if KYC is not slow; null unless it waits for KYC.</param>
/// <param name="Deadline">From when it may be decided without KYC; null before it was stored.</param>
/// <param name="UnderWay">Its record, if that was read and is not finished.</param>
/// <param name="ReadBy">Which node has read that.</param>
public sealed record WhereView(
    string PaymentId, int Partition, int Shard, string? Reader, string? Node, bool InMemory, string State, int? Attempt, DateTimeOffset? Deadline, string? TraceId,
    UnderWayPayment? UnderWay, string? ReadBy, string? Quarantined) : InspectionView;

/// <summary>A payment that is under way.</summary>
public sealed record InflightPayment(
    string PaymentId, int Partition, long Offset, string Node, double AgeSeconds, string State, int? Attempt, DateTimeOffset? Deadline, string? TraceId);

/// <summary>The payments that are under way for longer, the oldest first.</summary>
public sealed record InflightView(IReadOnlyList<InflightPayment> Payments, int NotListed) : InspectionView;

/// <summary>A row of a payment's journal.</summary>
public sealed record PaymentRowView(long SequenceNumber, string? Form, string? Writer, JsonElement? Stored, string? Problem);

/// <summary>A payment's journal.</summary>
public sealed record PaymentView(string PaymentId, int Partition, string State, IReadOnlyList<PaymentRowView> Rows, string? Quarantined) : InspectionView;

/// <summary>Whether a payment's decision holds.</summary>
/// <param name="Holds">Null where there is no decision to check.</param>
public sealed record VerificationView(string PaymentId, bool? Holds, string? Verdict, IReadOnlyList<DecisionCheck> Checks) : InspectionView;

/// <summary>How far a partition is worked off.</summary>
/// <param name="Owner">The node that reads it; null where none does.</param>
/// <param name="Lag">Records from the committed offset to the end.</param>
/// <param name="OldestSeconds">How long the oldest unfinished record has been under way.</param>
public sealed record LagRow(
    string Topic, int Partition, string? Owner, long? Committed, long? Watermark, long? Position, long? End, long? Lag,
    long? Oldest, double? OldestSeconds, string? OldestPaymentId, string? Paused);

/// <summary>How far all partitions are worked off.</summary>
public sealed record LagView(string Group, IReadOnlyList<LagRow> Partitions) : InspectionView;

/// <summary>An actor and its children.</summary>
/// <param name="NotListed">How many more children there are.</param>
public sealed record ActorNode(string Name, string Type, IReadOnlyList<ActorNode> Children, int NotListed);

/// <summary>The form of all of them.</summary>
public static class InspectionFormat
{
    /// <summary>camelCase, enums as their names.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
}
