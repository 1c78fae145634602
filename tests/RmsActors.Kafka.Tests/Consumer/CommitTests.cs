using RmsActors.Testing;

namespace RmsActors.Kafka.Tests.Consumer;

public sealed class CommitTests
{
    [Fact]
    public async Task What_completes_out_of_order_is_committed_up_to_the_lowest_that_is_not_complete()
    {
        await using var kafka = new TestKafka(("t", 1));
        kafka.Fill("t", 0, from: 0, count: 10);
        var consumer = kafka.Consumer("g", new Subscription("t", 100));
        var reader = new Reader(consumer, "t", kafka.Materializer);
        await Eventually.TrueAsync(() => reader.Count == 10, "ten records read");

        foreach (var number in new[] { 9, 4, 2, 0, 1, 6 })
        {
            consumer.Complete(reader.Messages[number].Offset);
        }

        await consumer.CloseAsync();

        kafka.Committed("g", "t", 0).ShouldBe(3);
        await consumer.Completion;
        await reader.Ended;
    }

    [Fact]
    public async Task A_consumer_of_the_same_group_goes_on_at_the_watermark()
    {
        await using var kafka = new TestKafka(("t", 1));
        kafka.Fill("t", 0, from: 0, count: 6);
        var first = kafka.Consumer("g", new Subscription("t", 100));
        var before = new Reader(first, "t", kafka.Materializer);
        await Eventually.TrueAsync(() => before.Count == 6, "six records read");
        foreach (var number in new[] { 0, 1, 4 })
        {
            first.Complete(before.Messages[number].Offset);
        }

        await first.CloseAsync();
        var after = new Reader(kafka.Consumer("g", new Subscription("t", 100)), "t", kafka.Materializer);

        await Eventually.TrueAsync(() => after.Count == 4, "what was not below the watermark read again");
        after.Numbers.ShouldBe([2, 3, 4, 5]);
    }

    [Fact]
    public async Task The_watermark_is_committed_while_the_consumer_runs()
    {
        await using var kafka = new TestKafka(("t", 1));
        kafka.Fill("t", 0, from: 0, count: 3);
        var consumer = kafka.Consumer("g", new Subscription("t", 100));
        var reader = new Reader(consumer, "t", kafka.Materializer);
        await Eventually.TrueAsync(() => reader.Count == 3, "three records read");

        consumer.Complete(reader.Messages[0].Offset);

        await Eventually.TrueAsync(() => kafka.Committed("g", "t", 0) == 1, "the first record's completion committed");
    }

    [Fact]
    public async Task A_partition_without_a_committed_offset_starts_at_its_beginning_and_commits_that_at_once()
    {
        await using var kafka = new TestKafka(("t", 2));
        kafka.Fill("t", 0, from: 0, count: 5);
        kafka.Broker.Faults.DeleteRecords("t", 0, beforeOffset: 2);
        var consumer = kafka.Consumer("g", new Subscription("t", 100));
        var reader = new Reader(consumer, "t", kafka.Materializer);

        await Eventually.TrueAsync(() => reader.Count == 3, "what the log still holds read");
        reader.Numbers.ShouldBe([2, 3, 4]);
        kafka.Committed("g", "t", 0).ShouldBe(2);
        kafka.Committed("g", "t", 1).ShouldBe(0);
    }
}
