using RmsActors.Kafka;

namespace RmsActors.Rms.Inspection;

/// <summary>What one node asks another, or itself, about what only that node knows.</summary>
public abstract record NodeQuestion
{
    private NodeQuestion()
    {
    }

    /// <summary>Which shards live there, and how many payments are in memory in each.</summary>
    public sealed record Shards : NodeQuestion;

    /// <summary>Which payments are in memory in a shard.</summary>
    /// <param name="Limit">Ids to name at most.</param>
    public sealed record Entities(int Shard, int Limit) : NodeQuestion;

    /// <summary>Which partitions are read there, and how far.</summary>
    public sealed record Partitions : NodeQuestion;

    /// <summary>Which payments were read there longer ago, and are not finished.</summary>
    /// <param name="Limit">Payments to name at most, the oldest first.</param>
    public sealed record UnderWay(TimeSpan OlderThan, int Limit) : NodeQuestion;

    /// <summary>What is known there of one payment.</summary>
    public sealed record Payment(string PaymentId) : NodeQuestion;
}

/// <summary>The answer to the <see cref="NodeQuestion"/> of the same name, bounded so that it fits into one message.</summary>
public abstract record NodeAnswer
{
    private NodeAnswer()
    {
    }

    /// <param name="Living">By the shard's number.</param>
    /// <param name="Silent">Those that live there and did not answer: they start, move or are overwhelmed.</param>
    public sealed record Shards(IReadOnlyList<ShardPayments> Living, IReadOnlyList<int> Silent) : NodeAnswer;

    /// <param name="LivesHere">Whether the shard does.</param>
    /// <param name="NotListed">How many more there are.</param>
    public sealed record Entities(bool LivesHere, IReadOnlyList<string> PaymentIds, int NotListed) : NodeAnswer;

    /// <param name="NotListed">How many more there are.</param>
    public sealed record Partitions(IReadOnlyList<ReadPartition> Read, int NotListed) : NodeAnswer;

    /// <param name="NotListed">How many more there are.</param>
    public sealed record UnderWay(IReadOnlyList<UnderWayPayment> Payments, int NotListed) : NodeAnswer;

    /// <param name="ShardLivesHere">Whether the payment's shard does.</param>
    /// <param name="InMemory">Whether its actor is.</param>
    /// <param name="ReadsPartition">Whether the payment's partition is read there.</param>
    /// <param name="Record">Its record, if that was read there and is not finished.</param>
    /// <param name="Problem">Why the first two could not be told, or null.</param>
    public sealed record Payment(bool ShardLivesHere, bool InMemory, bool ReadsPartition, UnderWayPayment? Record, string? Problem) : NodeAnswer;

    /// <summary>The node cannot tell now.</summary>
    public sealed record Unable(string Reason) : NodeAnswer;
}

/// <summary>A shard and how many payments are in memory in it.</summary>
public sealed record ShardPayments(int Shard, int Payments);

/// <summary>A partition that a node reads; see <see cref="PartitionStatus"/>.</summary>
/// <param name="OldestPaymentId">Whose record the oldest is, where that is known.</param>
/// <param name="Paused">Why it is not read, or null.</param>
public sealed record ReadPartition(
    string Topic, int Partition, long Watermark, long Position, int UnderWay, int CompleteAbove, long? Oldest, DateTimeOffset? OldestSince, string? OldestPaymentId, string? Paused);
