using System.Globalization;
using System.Text;
using Akka.Actor;
using Akka.Streams;
using Confluent.Kafka;
using RmsActors.Testing;

namespace RmsActors.Kafka.Tests;

/// <summary>A broker of a test's own, and clients that end with it.</summary>
internal sealed class TestKafka : IAsyncDisposable
{
    private readonly List<KafkaConsumer> _consumers = [];
    private readonly List<KafkaProducer> _producers = [];
    private readonly ActorSystem _system = ActorSystem.Create("test", "akka.loglevel=WARNING\nakka.stdout-loglevel=OFF");

    public TestKafka(params (string Topic, int Partitions)[] topics)
        : this(1, topics)
    {
    }

    public TestKafka(int brokers, params (string Topic, int Partitions)[] topics)
    {
        Broker = EmbeddedBroker.Start(topics, brokers);
        Options = new KafkaOptions { Bootstrap = Broker.Bootstrap, Embedded = true };
        Materializer = _system.Materializer();
    }

    public EmbeddedBroker Broker { get; }

    public KafkaOptions Options { get; }

    public RecordingLogger Logger { get; } = new();

    public IMaterializer Materializer { get; }

    public KafkaProducer Producer(int maxInFlight = 10_000)
    {
        var producer = KafkaProducer.Start(new ProducerSettings(Options) { MaxInFlight = maxInFlight }, Logger);
        _producers.Add(producer);
        return producer;
    }

    public KafkaConsumer Consumer(string group, params Subscription[] subscriptions) =>
        Consumer(new ConsumerSettings(Options, group), subscriptions);

    public KafkaConsumer Consumer(ConsumerSettings settings, params Subscription[] subscriptions)
    {
        var consumer = KafkaConsumer.Start(settings, subscriptions, Logger);
        _consumers.Add(consumer);
        return consumer;
    }

    /// <summary>Writes values 0, 1, 2… to one partition, in order.</summary>
    public void Fill(string topic, int partition, int from, int count)
    {
        using var client = new ProducerBuilder<byte[]?, byte[]>(new ProducerConfig { BootstrapServers = Broker.Bootstrap, LingerMs = 1 }).Build();
        for (var number = from; number < from + count; number++)
        {
            client.Produce(new TopicPartition(topic, partition), new Message<byte[]?, byte[]> { Value = Bytes(number) });
        }

        client.Flush(TimeSpan.FromSeconds(10)).ShouldBe(0);
    }

    /// <summary>The group's committed offset; null where there is none.</summary>
    public long? Committed(string group, string topic, int partition)
    {
        using var client = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = Broker.Bootstrap, GroupId = group }).Build();
        var offset = client.Committed([new TopicPartition(topic, partition)], TimeSpan.FromSeconds(10)).Single().Offset;
        return offset == Offset.Unset ? null : offset.Value;
    }

    /// <summary>The first <paramref name="count"/> records of a topic, read from the beginning by a client of its own.</summary>
    public Task<IReadOnlyList<ConsumeResult<byte[]?, byte[]?>>> ReadAllAsync(string topic, int count) => Task.Run(() =>
    {
        using var client = new ConsumerBuilder<byte[]?, byte[]?>(
            new ConsumerConfig { BootstrapServers = Broker.Bootstrap, GroupId = "reads-all", FetchWaitMaxMs = 10 }).Build();
        using var admin = new DependentAdminClientBuilder(client.Handle).Build();
        var partitions = admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics.Single().Partitions;
        client.Assign(partitions.Select(p => new TopicPartitionOffset(topic, p.PartitionId, Offset.Beginning)));
        var records = new List<ConsumeResult<byte[]?, byte[]?>>();
        while (records.Count < count)
        {
            records.Add(client.Consume(TimeSpan.FromSeconds(20)) ?? throw new TimeoutException($"{topic} has {records.Count} records, expected {count}"));
        }

        return (IReadOnlyList<ConsumeResult<byte[]?, byte[]?>>)records;
    });

    public static byte[] Bytes(int number) => Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    public static int Number(CommittableMessage message) => int.Parse(message.Record.Message.Value!, CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_consumers.Select(c => c.CloseAsync()));
        foreach (var producer in _producers)
        {
            await producer.DisposeAsync();
        }

        await _system.Terminate();
        Broker.Dispose();
    }
}
