using System.Text;
using Akka.Cluster.Sharding;
using RmsActors.Kafka;

namespace RmsActors.Rms.Payments;

/// <summary>
/// Which shard a payment belongs to: the number of the partition that Kafka's own partitioner gives its id, so that shard and
/// partition can be brought together on one node.
/// </summary>
/// <param name="partitions">Partitions of the details and reply topics; the same on every node.</param>
public sealed class PaymentShard(int partitions) : IMessageExtractor
{
    /// <summary>The region's name in the cluster.</summary>
    public const string RegionName = "payments";

    /// <summary>
    /// The cluster role of the nodes that have shards: all of them. Without a role, shards would wait for <c>min-nr-of-members</c>
    /// nodes again each time that their coordinator moves, also when a node is lost and does not come back.
    /// </summary>
    public const string Role = "rms";

    public string? EntityId(object message) => (message as IPaymentMessage)?.PaymentId;

    public object? EntityMessage(object message) => message;

    public string? ShardId(object message) => message is IPaymentMessage payment ? ShardId(payment.PaymentId, message) : null;

    // This is the overload that the region calls.
    public string ShardId(string entityId, object? messageHint = null) =>
        PartitionOf(entityId).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The partition, and so the number of the shard.</summary>
    public int PartitionOf(string paymentId) => Murmur2.Partition(Encoding.UTF8.GetBytes(paymentId), partitions);
}
