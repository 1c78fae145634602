using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using Akka.Actor;
using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Inspection;
using RmsActors.Testing;

namespace RmsActors.EndToEnd.Tests;

/// <summary>An embedded broker and several RMS nodes in this process, with a reader of all that they publish.</summary>
internal sealed class RmsCluster : IAsyncDisposable
{
    public const int Partitions = 12;
    private readonly EmbeddedBroker _broker;
    private readonly string _data = Directory.CreateTempSubdirectory("rms-cluster-").FullName;
    private readonly Dictionary<string, string?> _settings;
    private readonly List<Node> _nodes = [];
    private readonly List<Node> _outsiders = [];
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly IConsumer<byte[]?, byte[]?> _reader;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;
    private readonly HttpClient _http = new();

    private IReadOnlyList<int> _seeds = [];

    private RmsCluster(Dictionary<string, string?> settings)
    {
        _settings = settings;
        _broker = EmbeddedBroker.Start(Topics.All.SelectMany(topic => new[] { (topic, Partitions), (Topics.DeadLettersOf(topic), Partitions) }));
        _producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = Bootstrap, Partitioner = Confluent.Kafka.Partitioner.Murmur2Random, LingerMs = 1, MessageMaxBytes = 2_000_000 }).Build();
        _reader = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig { BootstrapServers = Bootstrap, GroupId = "test-reader", FetchWaitMaxMs = 5 }).Build();
        string[] read = [Topics.PayDecision, .. Topics.All.Select(Topics.DeadLettersOf)];
        _reader.Assign(read.SelectMany(topic => Enumerable.Range(0, Partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning))));
        _reading = Task.Factory.StartNew(Read, TaskCreationOptions.LongRunning);
    }

    public string Bootstrap => _broker.Bootstrap;

    /// <summary>The nodes' SQLite files.</summary>
    public string Data => _data;

    /// <summary>What all nodes have logged, from warnings up, a line each.</summary>
    public RecordedLog Log { get; } = new();

    /// <summary>Every PAY-DECISION value read so far, by the record's key.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<string>> Decisions { get; } = new(StringComparer.Ordinal);

    /// <summary>Every dead letter read so far.</summary>
    public ConcurrentQueue<ConsumeResult<byte[]?, byte[]?>> DeadLetters { get; } = new();

    /// <summary>Starts broker and nodes, and waits until each node reads its partitions.</summary>
    public static async Task<RmsCluster> StartAsync(int nodes, params (string Key, string Value)[] settings)
    {
        var cluster = new RmsCluster(settings.ToDictionary(s => s.Key, s => (string?)s.Value));
        var ports = LoopbackPorts.Free(nodes);
        foreach (var port in ports)
        {
            cluster._nodes.Add(cluster.Start(port, ports));
        }

        cluster._seeds = ports;
        await Task.WhenAll(cluster._nodes.Select(node => node.Ready)).WaitAsync(TimeSpan.FromSeconds(60));
        return cluster;
    }

    public Task SendAsync(PaymentDetails details) => SendAsync(Topics.PaymentDetails, Encoding.UTF8.GetBytes(details.PaymentId), MessageCodec.Encode(details));

    public Task SendAsync(string topic, byte[]? key, byte[]? value) =>
        _producer.ProduceAsync(topic, new Message<byte[]?, byte[]?> { Key = key, Value = value });

    /// <summary>Where a node serves its endpoints.</summary>
    public Task<string> AddressAsync(int index) => _nodes[index].Ready;

    /// <summary>A counter, summed over the nodes.</summary>
    public async Task<long> CountAsync(string counter)
    {
        var sum = 0L;
        foreach (var node in _nodes)
        {
            var stats = await _http.GetFromJsonAsync<Dictionary<string, long>>(await node.Ready + "/stats");
            sum += stats!.GetValueOrDefault(counter);
        }

        return sum;
    }

    /// <summary>The partitions of PAYMENT-DETAILS that a node reads now.</summary>
    public IReadOnlySet<int> ReadBy(int index) =>
        _nodes[index].Services().GetRequiredService<NodeView>().Consumer!.Assignment.Where(read => read.Topic == Topics.PaymentDetails).Select(read => read.Partition.Value).ToHashSet();

    /// <summary>Where a node is looked into.</summary>
    public string ManagementOf(int index) => _nodes[index].Services().GetRequiredService<ManagementServer>().Address!.ToString();

    /// <summary>Starts a node anew, by itself, and waits until it reads its partitions.</summary>
    public async Task StartNodeAsync()
    {
        var port = LoopbackPorts.Free(1);
        _nodes.Add(Start(port[0], port));
        await _nodes[^1].Ready.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Starts a node more in the same cluster, and waits until it reads its partitions.</summary>
    public async Task JoinNodeAsync()
    {
        _nodes.Add(Start(LoopbackPorts.Free(1)[0], _seeds));
        await _nodes[^1].Ready.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Starts a node that tries to join with other settings, and may not get in.</summary>
    /// <returns>Its address, once it is ready.</returns>
    public Task<string> TryJoinNode(params (string Key, string Value)[] settings)
    {
        _outsiders.Add(Start(LoopbackPorts.Free(1)[0], _seeds, settings));
        return _outsiders[^1].Ready;
    }

    /// <summary>Ends one node's actor system at once, as a crash does, and waits until its process would end.</summary>
    public Task<int> CrashNodeAsync(int index)
    {
        ((ExtendedActorSystem)_nodes[index].Services().GetRequiredService<ActorSystem>()).Abort();
        var running = _nodes[index].Running;
        _nodes.RemoveAt(index);
        return running;
    }

    /// <summary>Ends one node gracefully, as SIGTERM does, and waits for it.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> StopNodeAsync(int index)
    {
        _nodes[index].Stop.Cancel();
        var running = _nodes[index].Running;
        _nodes.RemoveAt(index);
        return running;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Concat(_outsiders))
        {
            await node.Stop.CancelAsync();
        }

        await Task.WhenAll(_nodes.Concat(_outsiders).Select(node => node.Running));
        await _stop.CancelAsync();
        await _reading;
        _reader.Dispose();
        _producer.Dispose();
        _http.Dispose();
        _broker.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private Node Start(int port, IReadOnlyList<int> seeds, params (string Key, string Value)[] others)
    {
        var settings = new Dictionary<string, string?>(_settings)
        {
            ["Kafka:Bootstrap"] = Bootstrap,
            ["Kafka:Embedded"] = "true",
            ["Store:Data"] = _data,
            ["Rms:Partitions"] = Partitions.ToString(CultureInfo.InvariantCulture),
            ["Cluster:Port"] = port.ToString(CultureInfo.InvariantCulture),
            ["Cluster:MinMembers"] = seeds.Count.ToString(CultureInfo.InvariantCulture),
            ["Cluster:SeedNodeTimeout"] = "00:00:01",
            ["Management:Port"] = "0",

            // Tests that wait for something ask often.
            ["Management:MaxRequestsPerSecond"] = "10000",
            ["Logging:LogLevel:Default"] = "Warning",
        };
        foreach (var (index, seed) in seeds.Index())
        {
            settings[$"Cluster:SeedNodes:{index}"] = $"127.0.0.1:{seed}";
        }

        foreach (var (key, value) in others)
        {
            settings[key] = value;
        }

        var stop = new CancellationTokenSource();
        var ready = new ReadyLine();
        IServiceProvider? services = null;
        var role = new Role("node", builder =>
        {
            builder.Services.AddValidatedOptions<KafkaOptions>(builder.Configuration, KafkaOptions.Section);
            builder.AddRmsNode();
            builder.Logging.AddProvider(Log);
        }, app => services = app.Services);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new Node(ready.Url, () => services!, stop, Task.Run(() => RoleHost.RunAsync(role, configuration, ready, stop.Token)));
    }

    private void Read()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (_reader.Consume(TimeSpan.FromMilliseconds(50)) is not { } record)
            {
                continue;
            }

            if (record.Topic == Topics.PayDecision)
            {
                Decisions.GetOrAdd(Encoding.UTF8.GetString(record.Message.Key!), _ => new()).Enqueue(Encoding.UTF8.GetString(record.Message.Value!));
            }
            else
            {
                DeadLetters.Enqueue(record);
            }
        }
    }

    private sealed record Node(Task<string> Ready, Func<IServiceProvider> Services, CancellationTokenSource Stop, Task<int> Running);

    private sealed class ReadyLine : StringWriter
    {
        private readonly TaskCompletionSource<string> _url = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Url => _url.Task;

        public override Task WriteLineAsync(string? value)
        {
            _url.TrySetResult(value!.Split(' ')[2]);
            return Task.CompletedTask;
        }
    }
}
