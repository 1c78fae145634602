using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace RmsActors.Kafka;

/// <summary>A record to be written.</summary>
/// <param name="Key">The payment id in UTF-8 on every topic; it chooses the partition, by murmur2.</param>
public sealed record OutgoingRecord(string Topic, byte[]? Key, byte[]? Value, Headers? Headers = null);

/// <summary>An idempotent producer with back-pressure.</summary>
public sealed class KafkaProducer : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);

    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _room;
    private readonly CancellationTokenSource _disposed = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private KafkaProducer(ProducerSettings settings, ILogger logger, TimeProvider time)
    {
        _logger = logger;
        _time = time;
        _room = new SemaphoreSlim(settings.MaxInFlight);
        _producer = new ProducerBuilder<byte[]?, byte[]?>(ClientProperties.Producer(settings.Kafka))
            .SetErrorHandler((_, error) => OnError(error))
            .SetLogHandler((_, message) => logger.LogDebug("librdkafka {Facility}: {Message}", message.Facility, message.Message))
            .Build();
    }

    /// <summary>Faults on an error after which this producer can write no more, which ends the process; ends when it is disposed of.</summary>
    public Task Completion => _completion.Task;

    /// <exception cref="ArgumentException">A property under <c>Kafka:Client</c> cannot be used.</exception>
    public static KafkaProducer Start(ProducerSettings settings, ILogger logger, TimeProvider? time = null) => new(settings, logger, time ?? TimeProvider.System);

    /// <summary>
    /// Writes the record and ends once the broker has acknowledged it. Waits while too many are in flight; sends again, for as
    /// long as it takes, after an error that may pass.
    /// </summary>
    /// <exception cref="RecordRefusedException">The broker will never take this record.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/>, or the producer was disposed of.</exception>
    public async Task SendAsync(OutgoingRecord record, CancellationToken cancel = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _disposed.Token);
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            await _room.WaitAsync(either.Token);
            var error = await (Produce(record) is { } delivery ? delivery.WaitAsync(either.Token) : Task.FromResult(new Error(ErrorCode.Local_QueueFull)));
            switch (DeliveryRules.After(error))
            {
                case DeliveryVerdict.Acknowledged:
                    return;
                case DeliveryVerdict.Refused:
                    throw new RecordRefusedException($"{record.Topic}: {error.Code}: {error.Reason}");
                case DeliveryVerdict.Fatal:
                    _completion.TrySetException(new KafkaException(error));
                    throw new KafkaException(error);
                default:
                    _logger.LogWarning("A record for {Topic} is sent again in {Pause}: {Code} {Reason}", record.Topic, pause, error.Code, error.Reason);
                    await Task.Delay(pause, _time, either.Token);
                    break;
            }
        }
    }

    /// <summary>Writes the record if there is room now, without waiting for its acknowledgement; for what is sent again anyway if it is lost.</summary>
    /// <returns>False where there was no room.</returns>
    public bool TrySend(OutgoingRecord record) => !_disposed.IsCancellationRequested && _room.Wait(0) && Produce(record) is not null;

    public ValueTask DisposeAsync()
    {
        if (!_disposed.IsCancellationRequested)
        {
            _producer.Flush(FlushLimit);
            _disposed.Cancel();
            _producer.Dispose();
            _completion.TrySetResult();
        }

        return ValueTask.CompletedTask;
    }

    // Null where librdkafka's own queue is full. The room is given back with the delivery report.
    private Task<Error>? Produce(OutgoingRecord record)
    {
        var delivered = new TaskCompletionSource<Error>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _producer.Produce(
                record.Topic,
                new Message<byte[]?, byte[]?> { Key = record.Key, Value = record.Value, Headers = record.Headers },
                report =>
                {
                    _room.Release();
                    delivered.SetResult(report.Error);
                });
            return delivered.Task;
        }
        catch (ProduceException<byte[]?, byte[]?> refused) when (refused.Error.Code == ErrorCode.Local_QueueFull)
        {
            _room.Release();
            return null;
        }
        catch (ProduceException<byte[]?, byte[]?> refused)
        {
            _room.Release();
            return Task.FromResult(refused.Error);
        }
    }

    private void OnError(Error error)
    {
        _logger.Log(error.IsFatal ? LogLevel.Critical : LogLevel.Warning, "Kafka producer: {Code} {Reason}", error.Code, error.Reason);
        if (error.IsFatal)
        {
            _completion.TrySetException(new KafkaException(error));
        }
    }
}

/// <summary>The broker will never take this record: too large, an unknown topic by policy, not allowed.</summary>
public sealed class RecordRefusedException(string message) : Exception(message);
