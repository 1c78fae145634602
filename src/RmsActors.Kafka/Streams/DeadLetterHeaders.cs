namespace RmsActors.Kafka;

/// <summary>Names of a dead letter's headers, values in UTF-8. The record's own headers are kept beside them.</summary>
public static class DeadLetterHeaders
{
    /// <summary>What all of these names begin with; a record that is put back has none of them but the last.</summary>
    public const string Prefix = "dlq-";

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

    /// <summary>On a record that was put back: its dead letter, as <c>TOPIC/PARTITION/OFFSET</c>.</summary>
    public const string ReplayedFrom = "dlq-replayed-from";
}
