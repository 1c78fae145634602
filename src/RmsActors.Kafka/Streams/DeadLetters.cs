using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>Names of a dead letter's headers, values in UTF-8. The record's own headers are kept beside them.</summary>
public static class DeadLetterHeaders
{
    /// <summary>Why the record is here.</summary>
    public const string Reason = "dlq-reason";

    /// <summary>The topic it came from.</summary>
    public const string Topic = "dlq-source-topic";

    /// <summary>The partition it came from.</summary>
    public const string Partition = "dlq-source-partition";

    /// <summary>Its offset there.</summary>
    public const string Offset = "dlq-source-offset";

    /// <summary>When it was put aside, ISO 8601 in UTC.</summary>
    public const string Time = "dlq-time";
}

/// <summary>Puts a record that nobody can read aside: its bytes unchanged, with the reason.</summary>
/// <param name="producer">Writes it.</param>
/// <param name="topicOf">The dead-letter topic of a source topic.</param>
/// <param name="time">For the header.</param>
public sealed class DeadLetters(KafkaProducer producer, Func<string, string> topicOf, TimeProvider time)
{
    /// <summary>Ends once the broker has acknowledged the dead letter; only then may the record's offset move.</summary>
    public Task PublishAsync(ConsumeResult<byte[]?, byte[]?> record, string reason, CancellationToken cancel = default)
    {
        _ = (producer, topicOf, time);
        throw new NotImplementedException();
    }
}
