using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>Where a record came from, by its dead letter's headers.</summary>
/// <param name="Offset">Null where the header cannot be read; it is not needed to put the record back.</param>
public sealed record DeadLetterSource(string Topic, int Partition, long? Offset)
{
    /// <summary>Null where the headers do not say topic and partition: nothing of this project wrote that record.</summary>
    public static DeadLetterSource? Of(Headers? headers) =>
        HeaderText.Of(headers, DeadLetterHeaders.Topic) is { Length: > 0 } topic
        && int.TryParse(HeaderText.Of(headers, DeadLetterHeaders.Partition), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            ? new DeadLetterSource(
                topic, partition, long.TryParse(HeaderText.Of(headers, DeadLetterHeaders.Offset), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : null)
            : null;
}

/// <summary>A header's value as text.</summary>
public static class HeaderText
{
    /// <summary>The last header of this name, which is ours where the record had one of the same name; null where there is none.</summary>
    public static string? Of(Headers? headers, string name) =>
        headers is not null && headers.TryGetLastBytes(name, out var bytes) && bytes is not null ? Encoding.UTF8.GetString(bytes) : null;
}
