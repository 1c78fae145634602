using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>Puts a record that nobody can read aside: its bytes unchanged, with the reason.</summary>
/// <param name="producer">Writes it.</param>
/// <param name="topicOf">The dead-letter topic of a source topic.</param>
/// <param name="time">For the header.</param>
public sealed class DeadLetters(KafkaProducer producer, Func<string, string> topicOf, TimeProvider time)
{
    // A reason may quote the record, and headers count towards the size that the broker takes.
    private const int MaxReasonCharacters = 2_000;

    /// <summary>Ends once the broker has acknowledged the dead letter; only then may the record's offset move.</summary>
    /// <exception cref="RecordRefusedException">The broker does not take it; the offset must not move.</exception>
    public async Task PublishAsync(ConsumeResult<byte[]?, byte[]?> record, string reason, CancellationToken cancel = default)
    {
        var headers = new Headers();
        foreach (var header in record.Message.Headers ?? [])
        {
            headers.Add(header.Key, header.GetValueBytes());
        }

        Add(headers, DeadLetterHeaders.Reason, reason.Length <= MaxReasonCharacters ? reason : reason[..MaxReasonCharacters] + "…");
        Add(headers, DeadLetterHeaders.Topic, record.Topic);
        Add(headers, DeadLetterHeaders.Partition, record.Partition.Value.ToString(CultureInfo.InvariantCulture));
        Add(headers, DeadLetterHeaders.Offset, record.Offset.Value.ToString(CultureInfo.InvariantCulture));
        Add(headers, DeadLetterHeaders.Time, time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        await producer.SendAsync(new OutgoingRecord(topicOf(record.Topic), record.Message.Key, record.Message.Value, headers), cancel);
        KafkaMetrics.DeadLettered(record.Topic);
    }

    private static void Add(Headers headers, string name, string value) => headers.Add(name, Encoding.UTF8.GetBytes(value));
}
