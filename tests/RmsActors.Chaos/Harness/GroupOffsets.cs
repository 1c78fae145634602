using Confluent.Kafka;
using RmsActors.Contracts;
using RmsActors.Kafka;

namespace RmsActors.Chaos.Harness;

/// <summary>What the consumer groups have committed, asked for without joining them.</summary>
internal sealed class GroupOffsets(KafkaOptions kafka, int partitions) : IDisposable
{
    /// <summary>The groups, and the topics that each reads.</summary>
    private static readonly (string Group, string[] Topics)[] Groups =
    [
        ("antifraud", [Topics.PaymentReadyForAntifraud, Topics.PayDecision]),
        ("rms", [Topics.PaymentDetails, Topics.WalletKycResponse]),
        ("kyc", [Topics.WalletKycRequest]),
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, IConsumer<byte[]?, byte[]?>> _clients = Groups.ToDictionary(group => group.Group, group => Client(kafka, group.Group));

    /// <summary>The groups.</summary>
    public static IEnumerable<string> GroupNames => Groups.Select(group => group.Group);

    /// <summary>What RMS has committed of PAYMENT-DETAILS, by partition; those without a commit are absent.</summary>
    /// <exception cref="KafkaException">The broker does not answer.</exception>
    public IReadOnlyDictionary<int, long> OfDetails() => Committed("rms", [Topics.PaymentDetails])
        .Where(committed => committed.Offset != Offset.Unset)
        .ToDictionary(committed => committed.Partition.Value, committed => committed.Offset.Value);

    /// <summary>The partitions that a group has not read and finished to their ends; none: all is done.</summary>
    /// <exception cref="KafkaException">The broker does not answer.</exception>
    public IReadOnlyList<string> Behind() =>
    [
        .. from @group in Groups
           from committed in Committed(@group.Group, @group.Topics)
           let end = _clients[@group.Group].QueryWatermarkOffsets(committed.TopicPartition, Patience).High.Value
           let at = committed.Offset == Offset.Unset ? 0 : committed.Offset.Value
           where at < end
           select $"{@group.Group} {committed.TopicPartition} at {at} of {end}",
    ];

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private List<TopicPartitionOffset> Committed(string group, IEnumerable<string> topics) => _clients[group].Committed(
        topics.SelectMany(topic => Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic, partition))), Patience);

    private static IConsumer<byte[]?, byte[]?> Client(KafkaOptions kafka, string group) =>
        new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig(ClientProperties.ForConsumer(new ConsumerSettings(kafka, group))) { EnableAutoCommit = false })
            .SetLogHandler(static (_, _) => { }).SetErrorHandler(static (_, _) => { }).Build();
}
