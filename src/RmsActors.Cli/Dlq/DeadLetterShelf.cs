using Confluent.Kafka;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;

namespace RmsActors.Cli.Dlq;

/// <summary>The dead-letter topics of a cluster as they are when it is opened; what comes later is not seen.</summary>
internal sealed class DeadLetterShelf : IDisposable
{
    private readonly LogReader _reader;
    private readonly IReadOnlyList<LogSpan> _spans;

    private DeadLetterShelf(LogReader reader, IReadOnlyList<LogSpan> spans)
    {
        _reader = reader;
        _spans = spans;
        foreach (var record in reader.Read(spans))
        {
            Markers.Take(record);
        }
    }

    /// <summary>What was put back, and what was begun to be.</summary>
    public ReplayMarkers Markers { get; } = new();

    /// <summary>Reads the markers of these topics.</summary>
    /// <param name="topics">Dead-letter topics.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A topic is not there.</exception>
    /// <exception cref="TimeoutException">The cluster does not answer.</exception>
    public static async Task<DeadLetterShelf> OpenAsync(KafkaOptions kafka, IReadOnlyList<string> topics, CancellationToken cancel)
    {
        await TopicAdmin.RequireAsync(kafka, topics, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, cancel);

        // The client's calls block their thread.
        return await Task.Run(
            () =>
            {
                var reader = LogReader.Open(kafka);
                try
                {
                    return new DeadLetterShelf(reader, [.. topics.SelectMany(reader.SpansOf)]);
                }
                catch
                {
                    reader.Dispose();
                    throw;
                }
            },
            cancel);
    }

    /// <summary>The dead-letter topics that <paramref name="named"/> names, by themselves or by their source topics.</summary>
    /// <exception cref="OptionsException">There is none of that name.</exception>
    public static IReadOnlyList<string> TopicsNamed(string option, string? named)
    {
        var all = Topics.All.Select(Topics.DeadLettersOf).ToList();
        if (named is null)
        {
            return all;
        }

        var topic = all.Find(topic => topic == named || topic == Topics.DeadLettersOf(named));
        return topic is not null ? [topic] : throw new OptionsException($"{option} = '{named}': expected one of {string.Join(", ", Topics.All)}, with or without .DLQ");
    }

    /// <summary>Every dead letter, by topic, and in order within a partition.</summary>
    /// <exception cref="KafkaException">The cluster does not answer.</exception>
    public IEnumerable<ConsumeResult<byte[]?, byte[]?>> Letters(CancellationToken cancel) =>
        _spans.GroupBy(span => span.Partition.Topic, StringComparer.Ordinal)
            .SelectMany(topic => _reader.Read([.. topic], cancel))
            .Where(record => !ReplayMarkers.IsMarker(record));

    /// <summary>One dead letter.</summary>
    /// <exception cref="OptionsException">It is not there.</exception>
    /// <exception cref="KafkaException">The cluster does not answer.</exception>
    public ConsumeResult<byte[]?, byte[]?> Letter(TopicPartitionOffset at, CancellationToken cancel)
    {
        var span = _spans.FirstOrDefault(span => span.Partition == at.TopicPartition && at.Offset >= span.From && at.Offset < span.To);
        return (span.To > 0 ? _reader.Read([span with { From = at.Offset, To = at.Offset + 1 }], cancel) : [])
            .FirstOrDefault(record => record.Offset == at.Offset && !ReplayMarkers.IsMarker(record))
            ?? throw new OptionsException($"there is no dead letter at {at.Topic} {at.Partition.Value} {at.Offset.Value}; 'rms dlq list' shows those there are");
    }

    public void Dispose() => _reader.Dispose();
}
