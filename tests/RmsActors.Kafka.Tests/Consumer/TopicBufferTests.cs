using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Confluent.Kafka;

namespace RmsActors.Kafka.Tests.Consumer;

public sealed class TopicBufferTests
{
    [Fact]
    public async Task What_an_earlier_assignment_left_behind_is_not_handed_out()
    {
        using var system = ActorSystem.Create("test", "akka.stdout-loglevel=OFF");
        var buffer = new TopicBuffer("t");
        buffer.Assigned(partition: 0, epoch: 1);
        buffer.Assigned(partition: 1, epoch: 2);
        Add(buffer, partition: 0, offset: 0, epoch: 1);
        Add(buffer, partition: 1, offset: 0, epoch: 2);
        buffer.Revoked(partition: 0);
        buffer.Assigned(partition: 0, epoch: 3);
        Add(buffer, partition: 0, offset: 0, epoch: 3);
        buffer.Close();

        var handedOut = await buffer.Source().RunWith(Sink.Seq<CommittableMessage>(), system.Materializer());

        handedOut.Select(m => m.Offset.Epoch).ShouldBe([2, 3]);
    }

    private static void Add(TopicBuffer buffer, int partition, long offset, long epoch) =>
        buffer.Add(new CommittableMessage(new ConsumeResult<byte[]?, byte[]?>(), new CommittableOffset("t", partition, offset, epoch)));
}
