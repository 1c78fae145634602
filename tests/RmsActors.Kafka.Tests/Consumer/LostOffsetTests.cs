using Confluent.Kafka;
using RmsActors.Testing;

namespace RmsActors.Kafka.Tests.Consumer;

public sealed class LostOffsetTests
{
    [Fact]
    public void Goes_on_where_it_was_left_off() => StartOffset.Of("t", 0, "g", committed: 5, low: 5, high: 5).ShouldBe(new StartOffset(5, Baseline: false));

    [Fact]
    public void Starts_at_the_beginning_where_nothing_was_committed() =>
        StartOffset.Of("t", 0, "g", committed: null, low: 3, high: 9).ShouldBe(new StartOffset(3, Baseline: true));

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public void An_offset_that_the_log_does_not_hold_is_an_error(long committed)
    {
        var message = Should.Throw<OffsetLostException>(() => StartOffset.Of("DETAILS", 7, "rms", committed, low: 3, high: 9)).Message;

        message.ShouldContain($"Group rms goes on at offset {committed} of topic DETAILS partition 7, but the log holds 3 to 9");
        message.ShouldContain("--reset-offsets");
    }

    [Fact]
    public async Task A_log_truncated_while_the_consumer_was_away_stops_it()
    {
        await using var kafka = new TestKafka(("t", 1));
        await ReadAndCompleteAsync(kafka, count: 3, of: 10);
        kafka.Broker.Faults.DeleteRecords("t", 0, beforeOffset: 6);

        var consumer = kafka.Consumer("g", new Subscription("t", 100));

        var lost = await Should.ThrowAsync<OffsetLostException>(consumer.Completion.WaitAsync(TimeSpan.FromSeconds(20)));
        lost.Message.ShouldContain("offset 3 of topic t partition 0, but the log holds 6 to 10");
        await consumer.CloseAsync();
        kafka.Committed("g", "t", 0).ShouldBe(3);
    }

    [Fact]
    public async Task A_committed_offset_beyond_the_log_stops_the_consumer()
    {
        await using var kafka = new TestKafka(("t", 1));
        kafka.Fill("t", 0, from: 0, count: 2);
        using (var other = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = kafka.Broker.Bootstrap, GroupId = "g" }).Build())
        {
            other.Assign(new TopicPartition("t", 0));
            other.Commit([new TopicPartitionOffset("t", 0, 50)]);
        }

        var consumer = kafka.Consumer("g", new Subscription("t", 100));

        (await Should.ThrowAsync<OffsetLostException>(consumer.Completion.WaitAsync(TimeSpan.FromSeconds(20)))).Message.ShouldContain("offset 50");
    }

    [Fact]
    public async Task A_log_truncated_under_a_paused_consumer_stops_it()
    {
        await using var kafka = new TestKafka(("t", 1));
        kafka.Fill("t", 0, from: 0, count: 20);
        var consumer = kafka.Consumer("g", new Subscription("t", 5));
        var reader = new Reader(consumer, "t", kafka.Materializer);
        await Eventually.TrueAsync(() => reader.Count == 5 && consumer.Status().Single().Paused != PauseReasons.None, "paused at its limit");
        kafka.Broker.Faults.DeleteRecords("t", 0, beforeOffset: 15);

        foreach (var message in reader.Messages)
        {
            consumer.Complete(message.Offset);
        }

        var lost = await Should.ThrowAsync<OffsetLostException>(consumer.Completion.WaitAsync(TimeSpan.FromSeconds(20)));
        lost.Message.ShouldContain("offset 5 of topic t partition 0, but the log holds 15 to 20");
    }

    private static async Task ReadAndCompleteAsync(TestKafka kafka, int count, int of)
    {
        kafka.Fill("t", 0, from: 0, count: of);
        var consumer = kafka.Consumer("g", new Subscription("t", 100));
        var reader = new Reader(consumer, "t", kafka.Materializer);
        await Eventually.TrueAsync(() => reader.Count == of, "records read");
        foreach (var message in reader.Messages.Take(count))
        {
            consumer.Complete(message.Offset);
        }

        await consumer.CloseAsync();
        kafka.Committed("g", "t", 0).ShouldBe(count);
    }
}
