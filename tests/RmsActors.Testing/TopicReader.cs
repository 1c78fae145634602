using Confluent.Kafka;

namespace RmsActors.Testing;

/// <summary>Reads a topic from its beginning, in no group.</summary>
public sealed class TopicReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private readonly IConsumer<byte[]?, byte[]?> _consumer;

    /// <param name="bootstrap">The brokers.</param>
    /// <param name="topic">What to read.</param>
    /// <param name="partitions">All of its partitions.</param>
    public TopicReader(string bootstrap, string topic, int partitions)
    {
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "test-reader",
            EnableAutoCommit = false,
            FetchWaitMaxMs = 10,
        }).Build();
        _consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
    }

    /// <summary>The next records, as many as asked for.</summary>
    /// <exception cref="TimeoutException">So many did not come within 30 s.</exception>
    public Task<IReadOnlyList<ConsumeResult<byte[]?, byte[]?>>> TakeAsync(int count) => Task.Run<IReadOnlyList<ConsumeResult<byte[]?, byte[]?>>>(() =>
    {
        var records = new List<ConsumeResult<byte[]?, byte[]?>>();
        var started = TimeProvider.System.GetTimestamp();
        while (records.Count < count)
        {
            if (_consumer.Consume(Poll) is { } record)
            {
                records.Add(record);
            }
            else if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"{records.Count} of {count} records came within {Patience}");
            }
        }

        return records;
    });

    public void Dispose() => _consumer.Dispose();
}
