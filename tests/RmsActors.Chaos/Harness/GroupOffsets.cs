using Confluent.Kafka;
using RmsActors.Contracts;
using RmsActors.Kafka;

namespace RmsActors.Chaos.Harness;

/// <summary>
/// What the consumer groups have committed, asked for without joining them. Each question has a client of its own: one that belongs to no
/// group goes on asking a coordinator that has moved, for minutes.
/// </summary>
internal sealed class GroupOffsets(KafkaOptions kafka, int partitions)
{
    /// <summary>The groups, and the topics that each reads.</summary>
    private static readonly (string Group, string[] Topics)[] Groups =
    [
        ("antifraud", [Topics.PaymentReadyForAntifraud, Topics.PayDecision]),
        ("rms", [Topics.PaymentDetails, Topics.WalletKycResponse]),
        ("kyc", [Topics.WalletKycRequest]),
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The groups.</summary>
    public static IEnumerable<string> GroupNames => Groups.Select(group => group.Group);

    /// <summary>What RMS has committed of PAYMENT-DETAILS, by partition; those without a commit are absent.</summary>
    /// <exception cref="KafkaException">The broker does not answer.</exception>
    public IReadOnlyDictionary<int, long> OfDetails()
    {
        using var client = Client("rms");
        return Committed(client, [Topics.PaymentDetails])
            .Where(committed => committed.Offset != Offset.Unset)
            .ToDictionary(committed => committed.Partition.Value, committed => committed.Offset.Value);
    }

    /// <summary>The partitions that a group has not read and finished to their ends; none: all is done.</summary>
    /// <exception cref="KafkaException">The broker does not answer.</exception>
    public IReadOnlyList<string> Behind() => [.. Groups.SelectMany(group => Behind(group.Group, group.Topics))];

    private List<string> Behind(string group, IEnumerable<string> topics)
    {
        using var client = Client(group);
        return
        [
            .. from committed in Committed(client, topics)
               let end = client.QueryWatermarkOffsets(committed.TopicPartition, Patience).High.Value
               let at = committed.Offset == Offset.Unset ? 0 : committed.Offset.Value
               where at < end
               select $"{group} {committed.TopicPartition} at {at} of {end}",
        ];
    }

    private List<TopicPartitionOffset> Committed(IConsumer<byte[]?, byte[]?> client, IEnumerable<string> topics) => client.Committed(
        topics.SelectMany(topic => Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic, partition))), Patience);

    private IConsumer<byte[]?, byte[]?> Client(string group) =>
        new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig(ClientProperties.ForConsumer(new ConsumerSettings(kafka, group))) { EnableAutoCommit = false })
            .SetLogHandler(static (_, _) => { }).SetErrorHandler(static (_, _) => { }).Build();
}
