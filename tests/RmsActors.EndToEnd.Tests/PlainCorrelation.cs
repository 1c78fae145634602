using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using RmsActors.Contracts;

namespace RmsActors.EndToEnd.Tests;

/// <summary>
/// An RMS as it is commonly written, for comparison: it sends a request, keeps it in memory, and pairs it with the reply that
/// its own consumer reads. All instances share one consumer group.
/// </summary>
internal sealed class PlainCorrelation : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _pending = new(StringComparer.Ordinal);
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _assigned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private int _unpaired;

    public PlainCorrelation(string bootstrap, int partitionsExpected)
    {
        _producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = bootstrap, Partitioner = Confluent.Kafka.Partitioner.Murmur2Random }).Build();
        _consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "plain-rms",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range,
            SessionTimeoutMs = 3_000,
            HeartbeatIntervalMs = 500,
            FetchWaitMaxMs = 10,
        }).SetPartitionsAssignedHandler((_, partitions) =>
        {
            if (partitions.Count == partitionsExpected)
            {
                _assigned.TrySetResult();
            }
        }).Build();
        _consumer.Subscribe(Topics.WalletKycResponse);
        _reading = Task.Factory.StartNew(Read, TaskCreationOptions.LongRunning);
    }

    /// <summary>Ends when this instance reads its share of the reply topic.</summary>
    public Task Assigned => _assigned.Task;

    /// <summary>Requests that this instance has paired with their reply.</summary>
    public int Paired => _pending.Values.Count(pending => pending.Task.IsCompleted);

    /// <summary>Replies that this instance has read and found no request for.</summary>
    public int Unpaired => Volatile.Read(ref _unpaired);

    public async Task RequestAsync(string paymentId)
    {
        var requestId = KycCorrelation.RequestIdOf(paymentId);
        _pending[requestId] = new TaskCompletionSource();
        var request = new KycRequest(requestId, paymentId, "wallet", 1, TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow());
        await _producer.ProduceAsync(Topics.WalletKycRequest, new() { Key = Encoding.UTF8.GetBytes(paymentId), Value = MessageCodec.Encode(request) });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _consumer.Close();
        _consumer.Dispose();
        _producer.Dispose();
        _stop.Dispose();
    }

    private void Read()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (_consumer.Consume(TimeSpan.FromMilliseconds(50)) is not { } record)
            {
                continue;
            }

            var reply = MessageCodec.DecodeKycReply(record.Message.Value, null).Message!.Reply;
            if (_pending.TryGetValue(reply.RequestId!, out var pending))
            {
                pending.TrySetResult();
            }
            else
            {
                Interlocked.Increment(ref _unpaired);
            }
        }
    }
}
