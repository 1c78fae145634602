using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;

namespace RmsActors.Kyc.Tests;

/// <summary>A broker, with one reader of all that KYC writes; KYC itself is started and stopped by the test.</summary>
internal sealed class KycProcess : IAsyncDisposable
{
    private const int Partitions = 3;
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start(
        [(Topics.WalletKycRequest, Partitions), (Topics.DeadLettersOf(Topics.WalletKycRequest), Partitions), (Topics.WalletKycResponse, Partitions)]);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("rms-kyc-");
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly IConsumer<byte[]?, byte[]?> _reader;
    private readonly CancellationTokenSource _stopReading = new();
    private readonly Task _reading;
    private readonly Dictionary<string, string?> _settings = new() { ["Logging:LogLevel:Default"] = "Warning" };
    private CancellationTokenSource? _stop;
    private Task<int>? _running;
    private IServiceProvider? _services;

    public KycProcess(params (string Key, string Value)[] settings)
    {
        Set("Kafka:Bootstrap", _broker.Bootstrap);
        Set("Kafka:Embedded", "true");
        Set("Store:Data", _data.FullName);
        Set("Kyc:Delay", "0ms");
        foreach (var (key, value) in settings)
        {
            Set(key, value);
        }

        _producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = _broker.Bootstrap, LingerMs = 1, MessageMaxBytes = 2_000_000 }).Build();
        _reader = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig { BootstrapServers = _broker.Bootstrap, GroupId = "test-reader", FetchWaitMaxMs = 5 }).Build();
        string[] written = [Topics.WalletKycResponse, Topics.DeadLettersOf(Topics.WalletKycRequest)];
        _reader.Assign(written.SelectMany(topic => Enumerable.Range(0, Partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning))));
        _reading = Task.Factory.StartNew(Read, TaskCreationOptions.LongRunning);
    }

    public ConcurrentQueue<ConsumeResult<byte[]?, byte[]?>> Replies { get; } = new();

    public ConcurrentQueue<ConsumeResult<byte[]?, byte[]?>> DeadLetters { get; } = new();

    /// <summary>What can be made to go wrong at the broker.</summary>
    public EmbeddedBrokerFaults Faults => _broker.Faults;

    public static KycRequest Request(string paymentId, string walletId = "w-1", int attempt = 1) =>
        new(KycCorrelation.RequestIdOf(paymentId), paymentId, walletId, attempt, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(10));

    public static RoutedKycReply Reply(ConsumeResult<byte[]?, byte[]?> record) => MessageCodec.DecodeKycReply(record.Message.Value, null).Message!;

    public void Set(string key, string value) => _settings[key] = value;

    public long Count(string counter) => _services!.GetRequiredService<Counters>().Snapshot().GetValueOrDefault(counter);

    /// <summary>A file in the data folder.</summary>
    public string File(string name, string text)
    {
        var path = Path.Combine(_data.FullName, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Starts KYC and waits until it is ready.</summary>
    /// <param name="time">Its clock; the system's by default.</param>
    public async Task StartAsync(TimeProvider? time = null)
    {
        var ready = new ReadyLine();
        _stop = new CancellationTokenSource();
        var role = new Role(
            "kyc",
            builder =>
            {
                builder.Services.AddSingleton(time ?? TimeProvider.System);
                builder.Services.AddValidatedOptions<KafkaOptions>(builder.Configuration, KafkaOptions.Section);
                builder.AddKyc();
            },
            app => _services = app.Services);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(_settings).Build();
        _running = Task.Run(() => RoleHost.RunAsync(role, configuration, ready, _stop.Token));
        await (await Task.WhenAny(ready.Written, _running)).WaitAsync(TimeSpan.FromSeconds(60));
        if (_running.IsCompleted)
        {
            await _running;
            throw new InvalidOperationException("KYC ended while it started");
        }
    }

    /// <summary>Ends KYC as SIGTERM does.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        await _stop!.CancelAsync();
        return await _running!.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public Task SendAsync(KycRequest request, Headers? headers = null) => SendAsync(Encoding.UTF8.GetBytes(request.PaymentId), MessageCodec.Encode(request), headers);

    public Task SendAsync(byte[]? key, byte[]? value, Headers? headers = null) =>
        _producer.ProduceAsync(Topics.WalletKycRequest, new Message<byte[]?, byte[]?> { Key = key, Value = value, Headers = headers });

    /// <summary>Requests that KYC will not read again, over all partitions.</summary>
    public long Committed()
    {
        using var client = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = _broker.Bootstrap, GroupId = "kyc" }).Build();
        return client.Committed(Enumerable.Range(0, Partitions).Select(p => new TopicPartition(Topics.WalletKycRequest, p)), TimeSpan.FromSeconds(10))
            .Sum(partition => Math.Max(0, partition.Offset.Value));
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is { IsCompleted: false })
        {
            await StopAsync();
        }

        await _stopReading.CancelAsync();
        await _reading;
        _reader.Dispose();
        _producer.Dispose();
        _broker.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _data.Delete(recursive: true);
    }

    private void Read()
    {
        while (!_stopReading.IsCancellationRequested)
        {
            if (_reader.Consume(TimeSpan.FromMilliseconds(50)) is { } record)
            {
                (record.Topic == Topics.WalletKycResponse ? Replies : DeadLetters).Enqueue(record);
            }
        }
    }

    private sealed class ReadyLine : StringWriter
    {
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Written => _written.Task;

        public override Task WriteLineAsync(string? value)
        {
            _written.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
