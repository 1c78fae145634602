using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace RmsActors.Kafka;

/// <summary>How far a consumer group has come in a partition.</summary>
/// <param name="Committed">The offset that a restart would begin at; null where nothing was committed.</param>
/// <param name="End">The offset that the next record will have.</param>
public sealed record PartitionProgress(string Topic, int Partition, long? Committed, long? End);

/// <summary>What a consumer group has committed, asked for without joining it. Its client is made with the first question.</summary>
public sealed class GroupProgress(KafkaOptions kafka, string groupId) : IDisposable
{
    private readonly Lazy<IAdminClient> _client = new(() => TopicAdmin.ClientOf(kafka));

    /// <summary>Of each partition of these topics.</summary>
    /// <param name="patience">For each of the two questions that the cluster is asked.</param>
    /// <exception cref="KafkaException">The cluster does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<PartitionProgress>> ReadAsync(IEnumerable<string> topics, int partitions, TimeSpan patience)
    {
        var all = topics.SelectMany(topic => Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic, partition))).ToList();
        var committed = await CommittedAsync(all, patience);
        var ends = await _client.Value.ListOffsetsAsync(
            all.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = OffsetSpec.Latest() }),
            new ListOffsetsOptions { RequestTimeout = patience, IsolationLevel = IsolationLevel.ReadCommitted });
        var endOf = ends.ResultInfos.Where(end => !end.TopicPartitionOffsetError.Error.IsError)
            .ToDictionary(end => end.TopicPartitionOffsetError.TopicPartition, end => end.TopicPartitionOffsetError.Offset.Value);
        return [.. all.Select(partition => new PartitionProgress(
            partition.Topic, partition.Partition, committed.GetValueOrDefault(partition), endOf.TryGetValue(partition, out var end) ? end : null))];
    }

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private async Task<Dictionary<TopicPartition, long?>> CommittedAsync(List<TopicPartition> partitions, TimeSpan patience)
    {
        var groups = await _client.Value.ListConsumerGroupOffsetsAsync(
            [new ConsumerGroupTopicPartitions(groupId, partitions)], new ListConsumerGroupOffsetsOptions { RequestTimeout = patience });
        return groups.Single().Partitions.Where(partition => !partition.Error.IsError)
            .ToDictionary(partition => partition.TopicPartition, partition => partition.Offset == Offset.Unset ? (long?)null : partition.Offset.Value);
    }
}
