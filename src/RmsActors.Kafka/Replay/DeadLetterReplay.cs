using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>What became of a dead letter that was to be put back.</summary>
public abstract record ReplayOutcome
{
    private ReplayOutcome()
    {
    }

    /// <summary>It is on its source partition now, at this offset.</summary>
    public sealed record PutBack(TopicPartitionOffset At) : ReplayOutcome;

    /// <summary>It was put back earlier; nothing was written to its source topic now.</summary>
    public sealed record WasThere : ReplayOutcome;

    /// <summary>It cannot be put back.</summary>
    public sealed record Impossible(string Why) : ReplayOutcome;
}

/// <summary>
/// Puts dead letters back where they came from: same partition, key and value, their own headers, and one that names the dead letter.
/// Each once: a marker is written before and one after it, and a replay that finds only the first looks for the record on the source partition,
/// from where that ended before the first attempt. Two that run at the same moment may put a record back twice, which is as harmless as any
/// other repetition of a record.
/// </summary>
public sealed class DeadLetterReplay : IDisposable
{
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly LogReader _logs;
    private readonly TimeProvider _time;

    private DeadLetterReplay(IProducer<byte[]?, byte[]?> producer, LogReader logs, TimeProvider time)
    {
        _producer = producer;
        _logs = logs;
        _time = time;
    }

    /// <summary>Makes the clients, which connect by themselves.</summary>
    /// <param name="patience">How long the broker has to acknowledge a record.</param>
    /// <exception cref="ArgumentException">A property under <c>Kafka:Client</c> cannot be used.</exception>
    public static DeadLetterReplay Open(KafkaOptions kafka, TimeSpan patience, TimeProvider time)
    {
        var properties = ClientProperties.ForProducer(new ProducerSettings(kafka));
        properties["message.timeout.ms"] = patience.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        var producer = ClientProperties.Build(() => new ProducerBuilder<byte[]?, byte[]?>(properties)
            .SetLogHandler(static (_, _) => { })
            .SetErrorHandler(static (_, _) => { })
            .Build());
        return new DeadLetterReplay(producer, LogReader.Open(kafka), time);
    }

    /// <summary>Puts one dead letter back, unless that was done.</summary>
    /// <param name="markers">All of the dead letter's partition, up to now.</param>
    /// <exception cref="KafkaException">The cluster did not answer in time; replaying it again finds out what became of it.</exception>
    public async Task<ReplayOutcome> PutBackAsync(ConsumeResult<byte[]?, byte[]?> letter, ReplayMarkers markers, CancellationToken cancel = default)
    {
        if (markers.StateOf(letter.TopicPartitionOffset) == ReplayState.Done)
        {
            return new ReplayOutcome.WasThere();
        }

        if (DeadLetterSource.Of(letter.Message.Headers) is not { } from)
        {
            return new ReplayOutcome.Impossible($"its headers {DeadLetterHeaders.Topic} and {DeadLetterHeaders.Partition} do not say where it came from");
        }

        var source = new TopicPartition(from.Topic, from.Partition);
        if (from.Partition >= _logs.PartitionsOf(from.Topic))
        {
            return new ReplayOutcome.Impossible($"it came from {source}, which is not on this cluster");
        }

        var log = _logs.SpanOf(source);
        if (markers.SourceEndOf(letter.TopicPartitionOffset) is { } searchFrom)
        {
            if (IsThere(letter, log with { From = Math.Max(log.From, searchFrom) }, cancel))
            {
                await MarkAsync(letter, sourceEnd: null, cancel);
                return new ReplayOutcome.WasThere();
            }
        }
        else
        {
            await MarkAsync(letter, log.To, cancel);
        }

        var message = new Message<byte[]?, byte[]?> { Key = letter.Message.Key, Value = letter.Message.Value, Headers = HeadersOf(letter) };
        var delivered = await _producer.ProduceAsync(source, message, cancel);
        await MarkAsync(letter, sourceEnd: null, cancel);
        return new ReplayOutcome.PutBack(delivered.TopicPartitionOffset);
    }

    public void Dispose()
    {
        _producer.Dispose();
        _logs.Dispose();
    }

    /// <summary>Says that a replay begins, or with no <paramref name="sourceEnd"/> that it is done.</summary>
    internal Task MarkAsync(ConsumeResult<byte[]?, byte[]?> letter, long? sourceEnd, CancellationToken cancel) => _producer.ProduceAsync(
        letter.TopicPartition, new Message<byte[]?, byte[]?> { Headers = new ReplayMarker(letter.Offset, sourceEnd).ToHeaders(_time.GetUtcNow()) }, cancel);

    private static Headers HeadersOf(ConsumeResult<byte[]?, byte[]?> letter)
    {
        var headers = new Headers();
        foreach (var own in letter.Message.Headers.Where(header => !header.Key.StartsWith(DeadLetterHeaders.Prefix, StringComparison.Ordinal)))
        {
            headers.Add(own.Key, own.GetValueBytes());
        }

        headers.Add(DeadLetterHeaders.ReplayedFrom, Encoding.UTF8.GetBytes(NameOf(letter)));
        return headers;
    }

    private static string NameOf(ConsumeResult<byte[]?, byte[]?> letter) =>
        string.Create(CultureInfo.InvariantCulture, $"{letter.Topic}/{letter.Partition.Value}/{letter.Offset.Value}");

    private bool IsThere(ConsumeResult<byte[]?, byte[]?> letter, LogSpan log, CancellationToken cancel) =>
        _logs.Read([log], cancel).Any(record => HeaderText.Of(record.Message.Headers, DeadLetterHeaders.ReplayedFrom) == NameOf(letter));
}
