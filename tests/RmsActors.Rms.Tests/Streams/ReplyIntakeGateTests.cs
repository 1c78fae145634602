using Microsoft.Extensions.Logging.Abstractions;
using RmsActors.Contracts;
using RmsActors.Kafka;
using RmsActors.Rms.Placement;
using RmsActors.Rms.Streams;
using RmsActors.Testing;

namespace RmsActors.Rms.Tests.Streams;

public sealed class ReplyIntakeGateTests : IDisposable
{
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start([(Topics.PaymentDetails, 2), (Topics.WalletKycResponse, 2)]);

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Aligned_a_payment_is_concerned_by_its_own_partition_alone()
    {
        var gate = new ReplyIntakeGate(ShardPlacement.Aligned, TimeProvider.System);
        Resumed(gate).ShouldBe([DateTimeOffset.MaxValue, DateTimeOffset.MaxValue], "nothing is read yet");
        await using var consumer = Consumer();
        gate.Follow(consumer);
        await Eventually.TrueAsync(() => !Resumed(gate).Contains(DateTimeOffset.MaxValue), "both are read, whoever may be out of reach");
        var before = Resumed(gate);

        await using var other = Consumer();
        await Eventually.TrueAsync(() => consumer.HasShare && other.HasShare && consumer.Assignment.Count == 2 && other.Assignment.Count == 2, "each has a partition of both topics");

        var kept = consumer.Assignment[0].Partition.Value;
        gate.ResumedAt(kept).ShouldBe(before[kept]);
        gate.ResumedAt(1 - kept).ShouldBe(DateTimeOffset.MaxValue, "its shard follows it to where it is read");
    }

    [Fact]
    public async Task Balanced_it_is_interrupted_also_while_it_is_not_known_that_every_member_can_be_reached()
    {
        var gate = new ReplyIntakeGate(ShardPlacement.Balanced, TimeProvider.System);
        await using var consumer = Consumer();
        gate.Follow(consumer);
        await Eventually.TrueAsync(() => consumer.ReadingSince != DateTimeOffset.MaxValue, "the node reads");

        Resumed(gate).ShouldBe([DateTimeOffset.MaxValue, DateTimeOffset.MaxValue]);
    }

    private static DateTimeOffset[] Resumed(ReplyIntakeGate gate) => [gate.ResumedAt(0), gate.ResumedAt(1)];

    private KafkaConsumer Consumer() => KafkaConsumer.Start(
        new ConsumerSettings(new KafkaOptions { Bootstrap = _broker.Bootstrap, Embedded = true }, "rms"),
        [new Subscription(Topics.PaymentDetails, 10), new Subscription(Topics.WalletKycResponse, 10, Follows: Topics.PaymentDetails)],
        NullLogger.Instance);
}
