using Confluent.Kafka;
using Confluent.Kafka.Admin;
using RmsActors.Contracts;
using RmsActors.Kafka;

namespace RmsActors.Benchmarks.Roles;

/// <summary>
/// Keeps the embedded broker's logs short. It finds a record by walking its partition from the first batch on, also for a consumer that waits at the end, so that every fetch costs the more
/// the more there has been; a real broker has an index. Forgotten is what its readers have committed, and, of topics that are read without commits, what has been there for some seconds.
/// </summary>
internal sealed class Retention(EmbeddedBroker broker, IReadOnlyList<Readers> readers, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // A reader that is further behind than this fails loudly: its offset is gone.
    private static readonly TimeSpan Uncommitted = TimeSpan.FromSeconds(3);
    private readonly IReadOnlyList<TopicPartition> _timed =
    [
        .. from topic in new[] { Topics.PayDecision, Topics.WalletKycResponse }
           where !readers.Any(reader => reader.Topics.Contains(topic))
           from partition in Enumerable.Range(0, Topics.DefaultPartitions)
           select new TopicPartition(topic, partition),
    ];

    private readonly IAdminClient _admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.Bootstrap }).Build();
    private readonly Dictionary<TopicPartition, long> _forgotten = [];
    private readonly Queue<(DateTimeOffset At, IReadOnlyList<TopicPartitionOffset> Ends)> _seen = [];

    public async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
            {
                await ForgetAsync();
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The broker ends.
        }
    }

    public void Dispose() => _admin.Dispose();

    private async Task ForgetAsync()
    {
        try
        {
            foreach (var group in readers)
            {
                Forget(await CommittedAsync(group));
            }

            _seen.Enqueue((time.GetUtcNow(), await EndsAsync()));
            while (_seen.TryPeek(out var oldest) && oldest.At < time.GetUtcNow() - Uncommitted)
            {
                Forget(_seen.Dequeue().Ends);
            }
        }
        catch (KafkaException)
        {
            // A group that is being formed, a machine that is too busy to answer in time: logs are longer for a while, and that is all.
        }
    }

    private void Forget(IEnumerable<TopicPartitionOffset> before)
    {
        foreach (var at in before.Where(at => at.Offset.Value > _forgotten.GetValueOrDefault(at.TopicPartition)))
        {
            broker.Faults.DeleteRecords(at.Topic, at.Partition.Value, at.Offset.Value);
            _forgotten[at.TopicPartition] = at.Offset.Value;
        }
    }

    private async Task<IEnumerable<TopicPartitionOffset>> CommittedAsync(Readers group)
    {
        var partitions = group.Topics.SelectMany(topic => Enumerable.Range(0, Topics.DefaultPartitions).Select(partition => new TopicPartition(topic, partition)));
        var found = await _admin.ListConsumerGroupOffsetsAsync(
            [new ConsumerGroupTopicPartitions(group.Group, [.. partitions])], new ListConsumerGroupOffsetsOptions { RequestTimeout = Patience });
        return found.Single().Partitions.Where(partition => !partition.Error.IsError && partition.Offset != Offset.Unset)
            .Select(partition => new TopicPartitionOffset(partition.TopicPartition, partition.Offset));
    }

    private async Task<IReadOnlyList<TopicPartitionOffset>> EndsAsync()
    {
        var ends = await _admin.ListOffsetsAsync(
            _timed.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = OffsetSpec.Latest() }), new ListOffsetsOptions { RequestTimeout = Patience });
        return [.. ends.ResultInfos.Select(end => end.TopicPartitionOffsetError.TopicPartitionOffset)];
    }
}
