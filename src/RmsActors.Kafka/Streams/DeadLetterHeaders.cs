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
