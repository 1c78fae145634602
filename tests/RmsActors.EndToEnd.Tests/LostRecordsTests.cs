using System.Text;
using Confluent.Kafka;
using RmsActors.Contracts;
using RmsActors.EndToEnd.Tests.Demo;
using RmsActors.Kafka;
using RmsActors.Testing;

namespace RmsActors.EndToEnd.Tests;

/// <summary>Records that are gone before they were processed end a node's process: going on would lose payments in silence.</summary>
[Collection(nameof(InThisProcess))]
public sealed class LostRecordsTests : IDisposable
{
    private const int Partition = 3;
    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start(
        Topics.All.SelectMany(topic => new[] { (topic, RmsCluster.Partitions), (Topics.DeadLettersOf(topic), RmsCluster.Partitions) }));

    [Fact]
    public async Task A_node_whose_committed_offset_the_log_no_longer_has_ends_and_goes_on_once_it_is_set()
    {
        await FillAsync(records: 10);
        await CommitAsync(3);
        _broker.Faults.DeleteRecords(Topics.PaymentDetails, Partition, beforeOffset: 6);

        await using (var node = Start())
        {
            (await node.ExitAsync()).ShouldBe(1, node.Output + node.Error);
            node.Error.ShouldContain($"Group rms goes on at offset 3 of topic PAYMENT-DETAILS partition {Partition}, but the log holds 6 to 10");
            node.Error.ShouldContain("--reset-offsets");
        }

        // What it would have skipped is for a person to decide on.
        CommittedOffset().ShouldBe(3);
        await CommitAsync(6);
        await using var again = Start();
        await again.WroteAsync("ready node");
    }

    public void Dispose()
    {
        _broker.Dispose();
        _folder.Dispose();
    }

    private RmsProcess Start() => RmsProcess.Start(
        "node", "--kafka", _broker.Bootstrap, "--kafka-embedded", "--data", _folder["data"], "--port", "0", "--http", "127.0.0.1:0", "--set", "Management:Port=0");

    private async Task FillAsync(int records)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = _broker.Bootstrap }).Build();
        for (var number = 0; number < records; number++)
        {
            var details = new PaymentDetails($"pay-{number}", "wallet-1", 12.50m, "EUR", "DE", "card", new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
            await producer.ProduceAsync(
                new TopicPartition(Topics.PaymentDetails, Partition),
                new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(details.PaymentId), Value = MessageCodec.Encode(details) });
        }
    }

    // The embedded broker takes a group's offsets from its members alone.
    private async Task CommitAsync(long offset)
    {
        using var member = Group();
        member.Subscribe(Topics.PaymentDetails);
        await Eventually.TrueAsync(
            () =>
            {
                member.Consume(TimeSpan.FromMilliseconds(100));
                return member.Assignment.Count > 0;
            },
            "a member of the group has the partitions",
            TimeSpan.FromSeconds(30));
        member.Commit([new TopicPartitionOffset(Topics.PaymentDetails, Partition, offset)]);
        member.Close();
    }

    private long CommittedOffset()
    {
        using var group = Group();
        return group.Committed([new TopicPartition(Topics.PaymentDetails, Partition)], TimeSpan.FromSeconds(20)).Single().Offset.Value;
    }

    private IConsumer<byte[], byte[]> Group() =>
        new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = _broker.Bootstrap, GroupId = "rms", EnableAutoCommit = false, SessionTimeoutMs = 2_000, HeartbeatIntervalMs = 300 }).Build();
}
