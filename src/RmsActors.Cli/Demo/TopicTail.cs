using System.Collections.Concurrent;
using Confluent.Kafka;
using RmsActors.Kafka;

namespace RmsActors.Cli.Demo;

/// <summary>Reads topics from where they end now, beside all consumer groups: it commits nothing and takes no partition from anyone.</summary>
internal sealed class TopicTail : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(20);

    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly ConcurrentDictionary<TopicPartition, long> _next = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _polling;

    private TopicTail(IConsumer<byte[]?, byte[]?> consumer, IReadOnlyList<TopicPartitionOffset> starts, Action<ConsumeResult<byte[]?, byte[]?>> onRecord)
    {
        _consumer = consumer;
        foreach (var start in starts)
        {
            _next[start.TopicPartition] = start.Offset.Value;
        }

        consumer.Assign(starts);
        _polling = Task.Factory.StartNew(() => PollUntilStopped(onRecord), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Begins to read.</summary>
    /// <param name="onRecord">Called for each record, one after the other.</param>
    /// <exception cref="KafkaException">The cluster does not answer.</exception>
    public static TopicTail Start(KafkaOptions kafka, IReadOnlyCollection<string> topics, Action<ConsumeResult<byte[]?, byte[]?>> onRecord)
    {
        var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig(ClientProperties.ForConsumer(new ConsumerSettings(kafka, "rms-demo-observer")))
        {
            EnableAutoCommit = false,
        }).SetLogHandler(static (_, _) => { }).Build();
        try
        {
            return new TopicTail(consumer, EndsOf(consumer, topics), onRecord);
        }
        catch
        {
            consumer.Dispose();
            throw;
        }
    }

    /// <summary>Ends once everything has been read that the topics hold now.</summary>
    public async Task CatchUpAsync(CancellationToken cancel)
    {
        foreach (var partition in _next.Keys)
        {
            var end = _consumer.QueryWatermarkOffsets(partition, Patience).High.Value;
            while (_next[partition] < end)
            {
                await Task.Delay(CheckInterval, cancel);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _polling;
        _consumer.Close();
        _consumer.Dispose();
        _stop.Dispose();
    }

    private static List<TopicPartitionOffset> EndsOf(IConsumer<byte[]?, byte[]?> consumer, IReadOnlyCollection<string> topics)
    {
        // All topics: asking for one by name may make it.
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        return
        [
            .. from topic in admin.GetMetadata(Patience).Topics
               where topics.Contains(topic.Topic)
               from partition in topic.Partitions
               let place = new TopicPartition(topic.Topic, partition.PartitionId)
               select new TopicPartitionOffset(place, consumer.QueryWatermarkOffsets(place, Patience).High),
        ];
    }

    private void PollUntilStopped(Action<ConsumeResult<byte[]?, byte[]?>> onRecord)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (_consumer.Consume(Poll) is { IsPartitionEOF: false } record)
                {
                    onRecord(record);
                    _next[record.TopicPartition] = record.Offset.Value + 1;
                }
            }
            catch (ConsumeException passing) when (!passing.Error.IsFatal)
            {
                // The client connects again by itself; what it could not read now it reads then.
            }
        }
    }
}
