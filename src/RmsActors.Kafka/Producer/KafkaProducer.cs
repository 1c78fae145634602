using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace RmsActors.Kafka;

/// <summary>A record to be written.</summary>
/// <param name="Key">The payment id in UTF-8 on every topic; it chooses the partition, by murmur2.</param>
public sealed record OutgoingRecord(string Topic, byte[]? Key, byte[]? Value, Headers? Headers = null);

/// <summary>An idempotent producer with back-pressure.</summary>
public sealed class KafkaProducer : IAsyncDisposable
{
    public static KafkaProducer Start(ProducerSettings settings, ILogger logger, TimeProvider? time = null) => throw new NotImplementedException();

    /// <summary>Faults on an error after which this producer can write no more, which ends the process; ends when it is disposed of.</summary>
    public Task Completion => throw new NotImplementedException();

    /// <summary>
    /// Writes the record and ends once the broker has acknowledged it. Waits while too many are in flight; sends again, for as
    /// long as it takes, after an error that may pass.
    /// </summary>
    /// <exception cref="RecordRefusedException">The broker will never take this record.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/>, or the producer was disposed of.</exception>
    public Task SendAsync(OutgoingRecord record, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Writes the record if there is room now, without waiting for its acknowledgement; for what is sent again anyway if it is lost.</summary>
    /// <returns>False where there was no room.</returns>
    public bool TrySend(OutgoingRecord record) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

/// <summary>The broker will never take this record: too large, an unknown topic by policy, not allowed.</summary>
public sealed class RecordRefusedException(string message) : Exception(message);
