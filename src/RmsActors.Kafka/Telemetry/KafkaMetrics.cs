using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>
/// How this process's consumers stand, as metrics that are read when they are collected, and its dead letters. The partitions are those
/// that are assigned now: of others the next owner tells.
/// </summary>
internal static class KafkaMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "RmsActors.Kafka";

    private static readonly Meter s_meter = new(MeterName);
    private static readonly ConcurrentDictionary<ObservedConsumer, bool> s_consumers = new();
    private static readonly Counter<long> s_deadLetters = s_meter.CreateCounter<long>("rms.dead_letters", "{record}", "Records put aside, by the topic they came from.");

    static KafkaMetrics()
    {
        Gauge("rms.consumer.lag", "{record}", "Records of the partition's log that a restart would read: its end, asked for every 5 s, less the watermark.", (consumer, p) => consumer.EndOf(p) - p.Watermark);
        Gauge("rms.consumer.watermark_gap", "{record}", "Offsets read above the watermark, complete or not: what a crash would have read again.", (_, p) => p.Position - p.Watermark);
        Gauge("rms.consumer.under_way", "{record}", "Records read and not complete.", (_, p) => p.UnderWay);
        Gauge("rms.consumer.paused", "1", "1 while the partition is not read because of a limit or a drain, else 0.", (_, p) => p.Paused == PauseReasons.None ? 0 : 1);
        s_meter.CreateObservableGauge(
            "rms.consumer.oldest_unfinished", () => Observe<double>((consumer, p) => p.OldestSince is { } since ? consumer.AgeOf(since).TotalSeconds : 0), "s",
            "How long the oldest record of the partition that is not complete has been under way; 0 where there is none.");
    }

    /// <summary>A consumer starts; its topics' dead letters are counted from 0 on.</summary>
    public static void Add(ObservedConsumer consumer, IEnumerable<string> topics)
    {
        s_consumers[consumer] = true;
        foreach (var topic in topics)
        {
            s_deadLetters.Add(0, TopicTag(topic));
        }
    }

    public static void Remove(ObservedConsumer consumer) => s_consumers.TryRemove(consumer, out _);

    /// <summary>A record of <paramref name="topic"/> is in its dead letters.</summary>
    public static void DeadLettered(string topic) => s_deadLetters.Add(1, TopicTag(topic));

    private static void Gauge(string name, string unit, string description, Func<ObservedConsumer, PartitionStatus, long?> read) =>
        s_meter.CreateObservableGauge(name, () => Observe(read), unit, description);

    private static IEnumerable<Measurement<T>> Observe<T>(Func<ObservedConsumer, PartitionStatus, T?> read)
        where T : struct =>
        from consumer in s_consumers.Keys
        from partition in consumer.Status()
        let value = read(consumer, partition)
        where value is not null
        select new Measurement<T>(
            value.Value,
            new KeyValuePair<string, object?>("group", consumer.Group),
            TopicTag(partition.Topic),
            new KeyValuePair<string, object?>("partition", partition.Partition));

    private static KeyValuePair<string, object?> TopicTag(string topic) => new("topic", topic);
}

/// <summary>What the metrics see of a consumer.</summary>
internal sealed class ObservedConsumer(string group, Func<IReadOnlyList<PartitionStatus>> status, LogEnds ends, TimeProvider time)
{
    public string Group => group;

    public IReadOnlyList<PartitionStatus> Status() => status();

    /// <summary>The end of the partition's log, at least where it is read next; null while it is not known.</summary>
    public long? EndOf(PartitionStatus partition) =>
        ends.Of(new TopicPartition(partition.Topic, partition.Partition)) is { } end ? Math.Max(end, partition.Position) : null;

    public TimeSpan AgeOf(DateTimeOffset since) => time.GetUtcNow() - since;
}
