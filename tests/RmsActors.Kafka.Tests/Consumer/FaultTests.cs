using Confluent.Kafka;
using RmsActors.Testing;

namespace RmsActors.Kafka.Tests.Consumer;

public sealed class FaultTests
{
    [Fact]
    public async Task Committed_offsets_that_cannot_be_read_yet_are_waited_for()
    {
        await using var kafka = new TestKafka(("t", 2));
        kafka.Fill("t", 0, from: 0, count: 3);
        kafka.Broker.Faults.FailNext(EmbeddedBrokerFaults.OffsetFetch, ErrorCode.GroupLoadInProgress, ErrorCode.NotCoordinatorForGroup, ErrorCode.GroupAuthorizationFailed);

        var reader = new Reader(kafka.Consumer("g", new Subscription("t", 10)), "t", kafka.Materializer);

        await Eventually.TrueAsync(() => reader.Count == 3, "the partition read all the same", TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task Commits_that_fail_are_made_up_for_and_nothing_is_read_twice_for_it()
    {
        await using var kafka = new TestKafka(("t", 1));
        kafka.Fill("t", 0, from: 0, count: 3);
        var consumer = kafka.Consumer("g", new Subscription("t", 10));
        var reader = new Reader(consumer, "t", kafka.Materializer);
        await Eventually.TrueAsync(() => reader.Count == 3, "read");
        kafka.Broker.Faults.FailNext(EmbeddedBrokerFaults.OffsetCommit, ErrorCode.GroupCoordinatorNotAvailable, ErrorCode.GroupCoordinatorNotAvailable);

        foreach (var message in reader.Messages)
        {
            consumer.Complete(message.Offset);
        }

        await Eventually.TrueAsync(() => kafka.Committed("g", "t", 0) == 3, "committed in the end");
        consumer.Completion.IsCompleted.ShouldBeFalse();
        reader.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_consumer_that_was_cut_off_reads_again_what_it_had_under_way()
    {
        await using var kafka = new TestKafka(("t", 1));
        kafka.Fill("t", 0, from: 0, count: 3);
        var consumer = kafka.Consumer("g", new Subscription("t", 10));
        var reader = new Reader(consumer, "t", kafka.Materializer);
        await Eventually.TrueAsync(() => reader.Count == 3, "read");
        var before = reader.Messages;

        kafka.Broker.Faults.TakeDown();
        await Eventually.TrueAsync(() => consumer.Assignment.Count == 0, "its partitions lost with the session");
        foreach (var message in before)
        {
            consumer.Complete(message.Offset);
        }

        kafka.Broker.Faults.BringUp();
        await Eventually.TrueAsync(() => reader.Count >= 6 && consumer.Status() is [{ UnderWay: 3 }], "read again", TimeSpan.FromSeconds(30));
        consumer.Status().Single().Watermark.ShouldBe(0);
        consumer.Complete(reader.Messages.Last(m => m.Offset.Offset == 0).Offset);
        await Eventually.TrueAsync(() => kafka.Committed("g", "t", 0) == 1, "the new assignment's completion committed");
    }

    [Fact]
    public async Task A_consumer_without_partitions_knows_too_that_the_broker_is_back()
    {
        await using var kafka = new TestKafka(("t", 1));
        var first = kafka.Consumer("g", new Subscription("t", 10));
        var spare = kafka.Consumer("g", new Subscription("t", 10));
        await Eventually.TrueAsync(() => Reads(first) && Reads(spare) && first.Assignment.Count + spare.Assignment.Count == 1, "both are in the group, one without a partition");

        kafka.Broker.Faults.TakeDown();
        await Eventually.TrueAsync(() => !Reads(first) && !Reads(spare), "both know of the outage");
        kafka.Broker.Faults.BringUp();

        await Eventually.TrueAsync(() => Reads(first) && Reads(spare), "both know of its end", TimeSpan.FromSeconds(30));

        static bool Reads(KafkaConsumer consumer) => consumer.ReadingSince != DateTimeOffset.MaxValue;
    }

    [Fact]
    public async Task A_broker_that_is_lost_interrupts_the_partitions_that_it_leads_and_no_others()
    {
        await using var kafka = new TestKafka(3, ("t", 2));
        kafka.Broker.Faults.MoveCoordinator("g", 1);
        kafka.Broker.Faults.MoveLeader("t", 0, 1);
        kafka.Broker.Faults.MoveLeader("t", 1, 2);
        var consumer = kafka.Consumer("g", new Subscription("t", 10));
        await Eventually.TrueAsync(() => Since(0) != DateTimeOffset.MaxValue && Since(1) != DateTimeOffset.MaxValue, "both are read");
        kafka.Broker.Faults.TakeDown(2);
        await Eventually.TrueAsync(() => Since(1) == DateTimeOffset.MaxValue, "its partition is not read");
        var read = 0;
        for (var looks = 0; looks < 30; looks++)
        {
            // Longer than a question takes. A machine with much else to do may hold the thread up now and then.
            Since(1).ShouldBe(DateTimeOffset.MaxValue);
            read += Since(0) == DateTimeOffset.MaxValue ? 0 : 1;
            await Task.Delay(100);
        }

        read.ShouldBeGreaterThan(20, "looks at the other partition");
        var returned = TimeProvider.System.GetUtcNow();
        kafka.Broker.Faults.MoveLeader("t", 1, 3);
        await Eventually.TrueAsync(() => Since(1) != DateTimeOffset.MaxValue, "another leads it");
        Since(1).ShouldBeGreaterThan(returned);

        DateTimeOffset Since(int partition) => consumer.ReadingSinceOf("t", partition);
    }

    [Fact]
    public async Task Partitions_that_were_paused_are_read_after_a_rebalance()
    {
        await using var kafka = new TestKafka(("t", 2));
        kafka.Fill("t", 0, from: 0, count: 20);
        kafka.Fill("t", 1, from: 20, count: 20);
        var first = kafka.Consumer("g", new Subscription("t", 5));
        var reader = new Reader(first, "t", kafka.Materializer);
        await Eventually.TrueAsync(() => first.Status().Count == 2 && first.Status().All(s => s.Paused == PauseReasons.TopicLimit), "both paused");

        var second = kafka.Consumer("g", new Subscription("t", 5));
        var others = new Reader(second, "t", kafka.Materializer);

        await Eventually.TrueAsync(
            () => first.Status() is [{ UnderWay: 5 }] && second.Status() is [{ UnderWay: 5 }], "each reads its own up to the limit");
        foreach (var (consumer, messages) in new[] { (first, reader), (second, others) })
        {
            var completed = 0;
            await Eventually.TrueAsync(
                () =>
                {
                    foreach (var message in messages.Messages.Skip(completed))
                    {
                        consumer.Complete(message.Offset);
                        completed++;
                    }

                    return consumer.Status() is [{ Watermark: 20 }];
                },
                "its partition read to the end");
        }
    }

    [Fact]
    public async Task A_topic_that_does_not_exist_is_named_and_the_other_is_read()
    {
        await using var kafka = new TestKafka(("t", 1));
        kafka.Fill("t", 0, from: 0, count: 1);
        var consumer = kafka.Consumer("g", new Subscription("t", 10), new Subscription("nowhere", 10));
        var reader = new Reader(consumer, "t", kafka.Materializer);

        await Eventually.TrueAsync(() => reader.Count == 1, "the other topic read");
        await Eventually.TrueAsync(() => kafka.Logger.Warnings.Any(w => w.Contains("nowhere")), "the missing one named");
        (await TopicAdmin.MissingAsync(kafka.Options, ["t", "nowhere"], TimeSpan.FromSeconds(10))).ShouldBe(["nowhere"]);
    }
}
