using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>A part of a partition's log: from <paramref name="From"/> up to, and without, <paramref name="To"/>.</summary>
public readonly record struct LogSpan(TopicPartition Partition, long From, long To);

/// <summary>Reads what topics hold now, in no group: it commits nothing and takes no partition from anyone. Its calls block.</summary>
public sealed class LogReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private readonly IConsumer<byte[]?, byte[]?> _client;
    private readonly Lazy<Dictionary<string, int>> _partitions;

    private LogReader(IConsumer<byte[]?, byte[]?> client)
    {
        _client = client;
        _partitions = new(PartitionCounts);
    }

    /// <summary>Makes the client, which connects by itself.</summary>
    /// <exception cref="ArgumentException">A property under <c>Kafka:Client</c> cannot be used.</exception>
    public static LogReader Open(KafkaOptions kafka)
    {
        var properties = ClientProperties.ForConsumer(new ConsumerSettings(kafka, "rms-reader"));
        properties["enable.auto.commit"] = "false";
        properties["enable.partition.eof"] = "true";
        properties["fetch.wait.max.ms"] = "10";
        // What goes wrong comes back as an exception.
        return new LogReader(ClientProperties.Build(() => new ConsumerBuilder<byte[]?, byte[]?>(properties)
            .SetLogHandler(static (_, _) => { })
            .SetErrorHandler(static (_, _) => { })
            .Build()));
    }

    /// <summary>How many partitions a topic has; 0 where it is not there.</summary>
    /// <exception cref="KafkaException">The cluster does not answer.</exception>
    public int PartitionsOf(string topic) => _partitions.Value.GetValueOrDefault(topic);

    /// <summary>What a partition holds now.</summary>
    /// <exception cref="KafkaException">The cluster does not answer.</exception>
    public LogSpan SpanOf(TopicPartition partition)
    {
        var log = _client.QueryWatermarkOffsets(partition, Patience);
        return new LogSpan(partition, log.Low, log.High);
    }

    /// <summary>What all partitions of a topic hold now.</summary>
    /// <exception cref="KafkaException">The cluster does not answer.</exception>
    public IReadOnlyList<LogSpan> SpansOf(string topic) =>
        [.. Enumerable.Range(0, PartitionsOf(topic)).Select(partition => SpanOf(new TopicPartition(topic, partition)))];

    /// <summary>The records of these spans; in order within a partition. One enumeration at a time.</summary>
    /// <exception cref="KafkaException">The cluster does not answer, or no longer holds what was asked for.</exception>
    public IEnumerable<ConsumeResult<byte[]?, byte[]?>> Read(IReadOnlyCollection<LogSpan> spans, CancellationToken cancel = default)
    {
        var left = spans.Where(static span => span.From < span.To).ToDictionary(static span => span.Partition, static span => span.To);
        _client.Assign(spans.Where(span => left.ContainsKey(span.Partition)).Select(static span => new TopicPartitionOffset(span.Partition, span.From)));
        var heard = TimeProvider.System.GetTimestamp();
        while (left.Count > 0)
        {
            cancel.ThrowIfCancellationRequested();
            if (_client.Consume(Poll) is not { } next)
            {
                if (TimeProvider.System.GetElapsedTime(heard) > Patience)
                {
                    throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"Nothing came from {string.Join(", ", left.Keys)} for {Patience.TotalSeconds:0} s"));
                }

                continue;
            }

            // A log may end in offsets that hold no record, so its end is told by the client as well.
            if (left.TryGetValue(next.TopicPartition, out var to))
            {
                if (!next.IsPartitionEOF && next.Offset < to)
                {
                    yield return next;
                }

                if (next.IsPartitionEOF || next.Offset >= to - 1)
                {
                    left.Remove(next.TopicPartition);
                }
            }

            heard = TimeProvider.System.GetTimestamp();
        }
    }

    public void Dispose()
    {
        _client.Close();
        _client.Dispose();
    }

    // All topics: to ask for one by its name may make it.
    private Dictionary<string, int> PartitionCounts()
    {
        using var admin = new DependentAdminClientBuilder(_client.Handle).Build();
        return admin.GetMetadata(Patience).Topics
            .Where(static topic => !topic.Error.IsError)
            .ToDictionary(static topic => topic.Topic, static topic => topic.Partitions.Count, StringComparer.Ordinal);
    }
}
