using RmsActors.Testing;

namespace RmsActors.Kafka.Tests.Consumer;

public sealed class LimitTests
{
    [Fact]
    public async Task A_topic_at_its_limit_waits_and_the_other_is_read_on()
    {
        await using var kafka = new TestKafka(("details", 2), ("replies", 2));
        kafka.Fill("details", 0, from: 0, count: 30);
        kafka.Fill("details", 1, from: 30, count: 30);
        var consumer = kafka.Consumer("g", new Subscription("details", 10), new Subscription("replies", 1_000));
        var details = new Reader(consumer, "details", kafka.Materializer);
        var replies = new Reader(consumer, "replies", kafka.Materializer);
        await Eventually.TrueAsync(() => details.Count == 10, "details read up to the limit");

        kafka.Fill("replies", 0, from: 0, count: 50);
        kafka.Fill("replies", 1, from: 50, count: 50);
        await Eventually.TrueAsync(() => replies.Count == 100, "all replies read while the details wait");
        details.Count.ShouldBe(10);
        consumer.Status().Where(s => s.Topic == "details").ShouldAllBe(s => s.Paused == PauseReasons.TopicLimit);

        // Completing what was read lets the rest follow, none of it twice or not at all.
        var completed = 0;
        await Eventually.TrueAsync(
            () =>
            {
                foreach (var message in details.Messages.Skip(completed))
                {
                    consumer.Complete(message.Offset);
                    completed++;
                }

                return completed == 60;
            },
            "all details read");
        details.Numbers.ShouldBe(Enumerable.Range(0, 60), ignoreOrder: true);
    }

    [Fact]
    public async Task A_partition_at_its_bound_pauses_alone_and_names_the_record_that_holds_it_up()
    {
        await using var kafka = new TestKafka(("t", 2));
        kafka.Fill("t", 0, from: 0, count: 40);
        kafka.Fill("t", 1, from: 100, count: 40);
        var settings = new ConsumerSettings(kafka.Options, "g") { MaxAboveWatermark = 8, StuckAfter = TimeSpan.FromMilliseconds(50) };
        var consumer = kafka.Consumer(settings, new Subscription("t", 1_000));
        var reader = new Reader(consumer, "t", kafka.Materializer);

        // All are completed but the very first of partition 0.
        var completed = 0;
        await Eventually.TrueAsync(
            () =>
            {
                foreach (var message in reader.Messages.Skip(completed))
                {
                    if (TestKafka.Number(message) != 0)
                    {
                        consumer.Complete(message.Offset);
                    }

                    completed++;
                }

                return completed == 48 && consumer.Status().Single(s => s.Partition == 1).UnderWay == 0;
            },
            "the whole of one partition and the bounded part of the other read");

        var (held, free) = (consumer.Status()[0], consumer.Status()[1]);
        (held.Paused, held.Oldest, held.Watermark, held.CompleteAbove).ShouldBe((PauseReasons.PartitionLimit, 0, 0, 7));
        (free.Paused, free.Watermark).ShouldBe((PauseReasons.None, 40));
        await Eventually.TrueAsync(() => kafka.Logger.Warnings.Any(w => w.Contains("offset 0 has been under way")), "the operator told");

        consumer.Complete(reader.Messages.Single(m => TestKafka.Number(m) == 0).Offset);
        await Eventually.TrueAsync(() => reader.Count > 48, "the partition read on");
    }

    [Fact]
    public async Task Stopping_one_topic_lets_the_other_finish_and_close_stores_both()
    {
        await using var kafka = new TestKafka(("details", 1), ("replies", 1));
        kafka.Fill("details", 0, from: 0, count: 5);
        var consumer = kafka.Consumer("g", new Subscription("details", 100), new Subscription("replies", 100));
        var details = new Reader(consumer, "details", kafka.Materializer);
        var replies = new Reader(consumer, "replies", kafka.Materializer);
        await Eventually.TrueAsync(() => details.Count == 5, "details read");

        consumer.StopIntake("details");
        var idle = consumer.WhenIdleAsync("details");
        await Eventually.TrueAsync(() => consumer.Status().Single(s => s.Topic == "details").Paused == PauseReasons.Stopped, "details paused");
        kafka.Fill("details", 0, from: 5, count: 5);
        kafka.Fill("replies", 0, from: 0, count: 5);
        await Eventually.TrueAsync(() => replies.Count == 5, "replies read while details have stopped");
        idle.IsCompleted.ShouldBeFalse();
        details.Count.ShouldBe(5);

        foreach (var message in details.Messages.Concat(replies.Messages))
        {
            consumer.Complete(message.Offset);
        }

        await idle.WaitAsync(TimeSpan.FromSeconds(10));
        await consumer.CloseAsync();

        await Task.WhenAll(details.Ended, replies.Ended, consumer.Completion);
        (kafka.Committed("g", "details", 0), kafka.Committed("g", "replies", 0)).ShouldBe((5, 5));
        details.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Waiting_for_idle_can_be_given_up()
    {
        await using var kafka = new TestKafka(("t", 1));
        kafka.Fill("t", 0, from: 0, count: 1);
        var consumer = kafka.Consumer("g", new Subscription("t", 10));
        var reader = new Reader(consumer, "t", kafka.Materializer);
        await Eventually.TrueAsync(() => reader.Count == 1, "a record read");
        using var enough = new CancellationTokenSource();

        var idle = consumer.WhenIdleAsync("t", enough.Token);
        await enough.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(idle);
    }

    [Fact]
    public async Task A_source_runs_once_and_only_for_a_topic_that_is_read()
    {
        await using var kafka = new TestKafka(("t", 1));
        var consumer = kafka.Consumer("g", new Subscription("t", 10));
        _ = new Reader(consumer, "t", kafka.Materializer);

        Should.Throw<InvalidOperationException>(() => new Reader(consumer, "t", kafka.Materializer)).Message.ShouldContain("runs once");
        Should.Throw<ArgumentException>(() => consumer.CommittableSource("other")).Message.ShouldContain("other");
    }
}
