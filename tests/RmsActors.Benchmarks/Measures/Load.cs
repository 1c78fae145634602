using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using HdrHistogram;
using RmsActors.Cli.Demo;
using RmsActors.Contracts;
using RmsActors.Kafka;

namespace RmsActors.Benchmarks.Measures;

/// <summary>Feeds PAYMENT-DETAILS and watches PAY-DECISION, from outside: latency runs from handing a record to the producer to seeing its decision.</summary>
internal sealed class Load : IAsyncDisposable
{
    /// <summary>Undecided at most, when the system is to be as fast as it can: well below what the embedded broker keeps.</summary>
    private const int MaxUndecided = 2_000;
    private const int LongestMicroseconds = 120_000_000;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(2);
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly TopicTail _tail;
    private readonly ConcurrentDictionary<string, long> _undecided = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _room = new(MaxUndecided);
    private readonly TimeProvider _time;
    private LongHistogram _latencies = new(LongestMicroseconds, 3);
    private long _lastDecided;
    private int _decided;
    private int _number;

    public Load(string bootstrap, TimeProvider time)
    {
        _time = time;
        var kafka = new KafkaOptions { Bootstrap = bootstrap, Embedded = true, Client = { ["fetch.wait.max.ms"] = "1" } };
        _producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrap, Partitioner = Confluent.Kafka.Partitioner.Murmur2Random, LingerMs = 0.1, CompressionType = CompressionType.Lz4, Acks = Acks.All,
        }).Build();
        _tail = TopicTail.Start(kafka, [Topics.PayDecision], OnDecision);
    }

    /// <summary>Feeds, and ends once all are decided, or none has been for some seconds.</summary>
    /// <param name="payments">At most.</param>
    /// <param name="perSecond">The rate; null for as fast as they are decided.</param>
    /// <param name="limit">After which no more are fed.</param>
    /// <param name="patience">Without a decision, after which the rest counts as lost.</param>
    public async Task<LoadResult> RunAsync(int payments, double? perSecond, TimeSpan limit, TimeSpan patience, CancellationToken cancel)
    {
        _latencies = new LongHistogram(LongestMicroseconds, 3);
        (_decided, _lastDecided) = (0, Stopwatch.GetTimestamp());
        var began = Stopwatch.GetTimestamp();
        var fed = 0;
        while (fed < payments && Stopwatch.GetElapsedTime(began) < limit)
        {
            var due = perSecond is { } rate ? Math.Min(payments, (int)(rate * Stopwatch.GetElapsedTime(began).TotalSeconds) + 1) : payments;
            for (; fed < due && Stopwatch.GetElapsedTime(began) < limit; fed++)
            {
                if (perSecond is null)
                {
                    await _room.WaitAsync(cancel);
                }

                Feed(perSecond is null);
            }

            await Task.Delay(Tick, _time, cancel);
        }

        while (!_undecided.IsEmpty && Stopwatch.GetElapsedTime(Volatile.Read(ref _lastDecided)) < patience)
        {
            await Task.Delay(Tick, _time, cancel);
        }

        var lost = _undecided.Count;
        var last = Volatile.Read(ref _lastDecided);
        _undecided.Clear();
        return new LoadResult(fed, _decided, lost, Stopwatch.GetElapsedTime(began, last), At(50), At(95), At(99));
    }

    /// <summary>Fed, and no decision seen.</summary>
    public int Undecided => _undecided.Count;

    /// <summary>Feeds without waiting for any decision.</summary>
    public void Feed(int payments)
    {
        for (var n = 0; n < payments; n++)
        {
            Feed(bounded: false);
        }

        _producer.Flush(TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        await _tail.DisposeAsync();
        _producer.Dispose();
    }

    private void Feed(bool bounded)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{(bounded ? 'b' : 'r')}-{_number++}");
        var details = new PaymentDetails(id, $"wallet-{_number % 1000}", 12.50m, "EUR", "DE", "card", _time.GetUtcNow());
        _undecided[id] = Stopwatch.GetTimestamp();
        _producer.Produce(Topics.PaymentDetails, new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(id), Value = MessageCodec.Encode(details) });
    }

    private void OnDecision(ConsumeResult<byte[]?, byte[]?> record)
    {
        // Duplicates are told apart by having been seen before.
        var id = Encoding.UTF8.GetString(record.Message.Key!);
        if (!_undecided.TryRemove(id, out var fedAt))
        {
            return;
        }

        _latencies.RecordValue(Math.Min(LongestMicroseconds, (long)Stopwatch.GetElapsedTime(fedAt).TotalMicroseconds));
        _decided++;
        Volatile.Write(ref _lastDecided, Stopwatch.GetTimestamp());
        if (id[0] == 'b')
        {
            _room.Release();
        }
    }

    private double At(double percentile) => _latencies.TotalCount == 0 ? 0 : _latencies.GetValueAtPercentile(percentile) / 1000.0;
}

/// <summary>What became of a load.</summary>
/// <param name="Lost">Never decided.</param>
/// <param name="Elapsed">From the first payment fed to the last decided.</param>
internal sealed record LoadResult(int Fed, int Decided, int Lost, TimeSpan Elapsed, double P50Ms, double P95Ms, double P99Ms)
{
    public double PerSecond => Decided / Elapsed.TotalSeconds;
}
