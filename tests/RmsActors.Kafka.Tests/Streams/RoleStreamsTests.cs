using Akka.Streams.Dsl;
using RmsActors.Testing;

namespace RmsActors.Kafka.Tests.Streams;

public sealed class RoleStreamsTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_stream_that_fails_is_a_role_that_cannot_go_on()
    {
        await using var kafka = new TestKafka(("fine", 1), ("fails", 1));
        await using var streams = Start(kafka, (topic, offset) => topic == "fine" ? offset : throw new InvalidOperationException("it cannot"));
        kafka.Fill("fine", 0, from: 0, count: 1);
        await Eventually.TrueAsync(() => kafka.Committed("g", "fine", 0) == 1, "the other stream works");
        streams.Completion.IsCompleted.ShouldBeFalse();

        kafka.Fill("fails", 0, from: 0, count: 1);

        (await Should.ThrowAsync<InvalidOperationException>(streams.Completion.WaitAsync(Soon))).Message.ShouldBe("it cannot");
    }

    [Fact]
    public async Task Drained_it_ends_without_a_failure_and_has_committed_what_is_done()
    {
        await using var kafka = new TestKafka(("fine", 1), ("fails", 1));
        var handled = 0;
        await using var streams = Start(kafka, (_, offset) =>
        {
            Interlocked.Increment(ref handled);
            return offset;
        });
        kafka.Fill("fine", 0, from: 0, count: 3);
        await Eventually.TrueAsync(() => Volatile.Read(ref handled) == 3, "all of it is handled");

        await streams.DrainAsync(Soon);

        await streams.Completion.WaitAsync(Soon);
        kafka.Committed("g", "fine", 0).ShouldBe(3);
    }

    private static RoleStreams Start(TestKafka kafka, Func<string, CommittableOffset, CommittableOffset> handle) => RoleStreams.Start(
        "test",
        new ConsumerSettings(kafka.Options, "g"),
        [new Subscription("fine", 100), new Subscription("fails", 100)],
        (topic, _) => Flow.Create<CommittableMessage>().Select(message => handle(topic, message.Offset)),
        kafka.Logger);
}
