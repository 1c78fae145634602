using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace RmsActors.Kafka;

/// <summary>An idempotent producer with back-pressure.</summary>
public sealed class KafkaProducer : IAsyncDisposable
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan QueueFullPause = TimeSpan.FromMilliseconds(50);

    private readonly IProducer<byte[]?, byte[]?> _client;
    private readonly IProducerInterceptor? _interceptor;
    private readonly SemaphoreSlim _room;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly LogThrottle _throttle;
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _closing;
    private int _disposed;

    private KafkaProducer(ProducerSettings settings, ILogger logger, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.MaxInFlight, 1);
        (_logger, _time, _interceptor) = (logger, time, settings.Kafka.Interceptor);
        _throttle = new LogThrottle(time);
        _room = new SemaphoreSlim(settings.MaxInFlight);
        var properties = ClientProperties.ForProducer(settings);
        _client = ClientProperties.Build(() => new ProducerBuilder<byte[]?, byte[]?>(properties)
            .SetErrorHandler((_, error) => OnError(error))
            .SetLogHandler((_, message) => ClientLog.Write(logger, message))
            .Build());
    }

    /// <summary>Makes the client, which connects by itself.</summary>
    /// <exception cref="ArgumentException">A property under <c>Kafka:Client</c> cannot be used.</exception>
    public static KafkaProducer Start(ProducerSettings settings, ILogger logger, TimeProvider? time = null) =>
        new(settings, logger, time ?? TimeProvider.System);

    /// <summary>Faults on an error after which this producer can write no more, which ends the process; ends when it is disposed of.</summary>
    public Task Completion => _completion.Task;

    /// <summary>
    /// Writes the record and ends once the broker has acknowledged it. Waits while too many are in flight; sends again, for as
    /// long as it takes, after an error that may pass.
    /// </summary>
    /// <exception cref="RecordRefusedException">The broker will never take this record.</exception>
    /// <exception cref="KafkaException">This producer can write nothing more.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/>, or the producer was disposed of. The record may have been written.</exception>
    public async Task SendAsync(OutgoingRecord record, CancellationToken cancel = default)
    {
        if (_closing)
        {
            throw new OperationCanceledException("The producer was disposed of.");
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _ended.Token);
        try
        {
            for (var failures = 0; ;)
            {
                var error = await SendOnceAsync(record, either.Token);
                switch (DeliveryRules.After(error))
                {
                    case DeliveryVerdict.Acknowledged:
                        return;
                    case DeliveryVerdict.Refused:
                        throw new RecordRefusedException($"A record for {record.Topic} was refused: {error.Reason} ({error.Code})");
                    case DeliveryVerdict.Fatal:
                        End(error);
                        throw new KafkaException(error);
                    case DeliveryVerdict.Abandoned:
                        throw new OperationCanceledException($"The producer was disposed of before a record for {record.Topic} was acknowledged.");
                    default:
                        Report(record.Topic, error, ++failures);
                        await Task.Delay(GrowingPause.After(failures), _time, either.Token);
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (_completion.Task.Exception is { } fatal && !cancel.IsCancellationRequested)
        {
            throw fatal.GetBaseException();
        }
    }

    /// <summary>Writes the record if there is room now, without waiting for its acknowledgement; for what is sent again anyway if it is lost.</summary>
    /// <returns>False where there was no room.</returns>
    public bool TrySend(OutgoingRecord record)
    {
        if (_closing || _ended.IsCancellationRequested || !_room.Wait(0))
        {
            return false;
        }

        var refused = Produce(record, error =>
        {
            switch (DeliveryRules.After(error))
            {
                case DeliveryVerdict.Fatal:
                    End(error);
                    break;
                case DeliveryVerdict.SendAgain or DeliveryVerdict.Refused:
                    Report(record.Topic, error, failures: 1);
                    break;
            }
        });
        return refused is null;
    }

    /// <summary>Takes nothing more, and waits a limited time, 10 s, for what is in flight.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _closing = true;
        // Flush and Dispose block their thread.
        await Task.Run(() => _client.Flush(FlushTimeout));
        await _ended.CancelAsync();
        await Task.Run(_client.Dispose);
        _completion.TrySetResult();
    }

    private async Task<Error> SendOnceAsync(OutgoingRecord record, CancellationToken cancel)
    {
        while (true)
        {
            await _room.WaitAsync(cancel);
            var report = new TaskCompletionSource<Error>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Produce(record, report.SetResult) is not { } refused)
            {
                return await report.Task.WaitAsync(cancel);
            }

            if (refused.Code != ErrorCode.Local_QueueFull)
            {
                return refused;
            }

            await Task.Delay(QueueFullPause, _time, cancel);
        }
    }

    /// <summary>Hands the record to librdkafka; the room taken for it is free again after the report, or at once when there will be none.</summary>
    /// <returns>Why the record was not taken, or null.</returns>
    private Error? Produce(OutgoingRecord record, Action<Error> report)
    {
        try
        {
            var message = new Message<byte[]?, byte[]?> { Key = record.Key, Value = record.Value, Headers = record.Headers };
            _interceptor?.OnSend(record);
            _client.Produce(record.Topic, message, delivery =>
            {
                _interceptor?.OnAcknowledgement(record, delivery.Error);
                _room.Release();
                report(delivery.Error);
            });
            return null;
        }
        catch (ProduceException<byte[]?, byte[]?> refused)
        {
            _room.Release();
            return refused.Error;
        }
        catch (ObjectDisposedException)
        {
            _room.Release();
            return new Error(ErrorCode.Local_Destroy);
        }
    }

    private void OnError(Error error)
    {
        if (DeliveryRules.After(error) == DeliveryVerdict.Fatal)
        {
            End(error);
        }
        else if (_throttle.Allows($"client {error.Code}", out var left))
        {
            _logger.LogWarning("Producer: {Code}: {Reason}{Left}", error.Code, error.Reason, left);
        }
    }

    private void End(Error error)
    {
        _completion.TrySetException(new KafkaException(error));
        // Sends that wait for room, or for the next attempt, end as well. Not on this thread, which may be the client's own.
        _ = _ended.CancelAsync();
    }

    private void Report(string topic, Error error, int failures)
    {
        if (_throttle.Allows($"delivery {error.Code}", out var left))
        {
            _logger.LogWarning("A record for {Topic} was not delivered, attempt {Attempt}: {Reason} ({Code}){Left}", topic, failures, error.Reason, error.Code, left);
        }
    }
}
