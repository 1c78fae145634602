using Akka.Streams.Dsl;
using System.Collections.Concurrent;
using RmsActors.Testing;

namespace RmsActors.Kafka.Tests.Consumer;

public sealed class RebalanceTests
{
    private const int Partitions = 6;
    private static readonly Subscription[] Both = [new("details", 10_000), new("replies", 10_000, Follows: "details")];

    [Fact]
    public async Task Two_members_read_the_same_partitions_of_both_topics()
    {
        await using var kafka = new TestKafka(("details", Partitions), ("replies", Partitions));
        var first = kafka.Consumer("g", Both);
        var second = kafka.Consumer("g", Both);

        await Eventually.TrueAsync(() => first.Assignment.Count == Partitions && second.Assignment.Count == Partitions, "half of the partitions each");

        foreach (var member in new[] { first, second })
        {
            PartitionsOf(member, "details").ShouldBe(PartitionsOf(member, "replies"));
        }

        PartitionsOf(first, "details").Concat(PartitionsOf(second, "details")).ShouldBe(Enumerable.Range(0, Partitions), ignoreOrder: true);
    }

    [Fact]
    public async Task What_a_member_keeps_over_a_rebalance_goes_on_and_what_it_gives_away_is_read_again()
    {
        await using var kafka = new TestKafka(("details", Partitions), ("replies", Partitions));
        for (var partition = 0; partition < Partitions; partition++)
        {
            kafka.Fill("details", partition, from: partition * 10, count: 10);
        }

        var first = kafka.Consumer("g", Both);
        var before = new Reader(first, "details", kafka.Materializer);
        await Eventually.TrueAsync(() => before.Count == Partitions * 10, "everything read by the first member");
        var early = before.Messages;

        var second = kafka.Consumer("g", Both);
        var others = new Reader(second, "details", kafka.Materializer);
        await Eventually.TrueAsync(() => first.Assignment.Count == Partitions && second.Assignment.Count == Partitions, "the partitions shared");
        await Eventually.TrueAsync(() => HasReadAll(second, others), "what was given away read again");
        foreach (var message in early)
        {
            first.Complete(message.Offset);
        }

        // The first member's half was not read again, and completes; the other half is the second's to complete.
        await Eventually.TrueAsync(() => first.Status().Where(s => s.Topic == "details").All(s => s.Watermark == 10), "the first member's half complete");
        before.Count.ShouldBe(Partitions * 10);
        second.Status().ShouldAllBe(s => s.Watermark == 0);
        var (kept, given) = (PartitionsOf(first, "details"), PartitionsOf(second, "details"));
        await Eventually.TrueAsync(() => kept.TrueForAll(partition => kafka.Committed("g", "details", partition) == 10), "and committed");
        given.ShouldAllBe(partition => kafka.Committed("g", "details", partition) == 0);
    }

    [Fact]
    public async Task What_is_buffered_of_a_partition_that_was_given_away_is_not_handed_out()
    {
        await using var kafka = new TestKafka(("details", Partitions), ("replies", Partitions));
        for (var partition = 0; partition < Partitions; partition++)
        {
            kafka.Fill("details", partition, from: partition * 10, count: 10);
        }

        var first = kafka.Consumer("g", Both);
        await Eventually.TrueAsync(() => first.Status().Sum(s => s.UnderWay) == Partitions * 10, "everything buffered, no stream running yet");
        var second = kafka.Consumer("g", Both);
        await Eventually.TrueAsync(
            () => first.Assignment.Count == Partitions && second.Status().Sum(s => s.UnderWay) == Partitions * 5, "half of it buffered by the second");

        var reader = new Reader(first, "details", kafka.Materializer);

        await Eventually.TrueAsync(() => HasReadAll(first, reader), "the half that is still ours handed out");
        reader.Count.ShouldBe(Partitions * 5);
    }

    [Fact]
    public async Task Over_members_that_come_and_go_every_record_is_completed_by_someone()
    {
        const int PerPartition = 400;
        await using var kafka = new TestKafka(("details", Partitions), ("replies", Partitions));
        var completed = new ConcurrentDictionary<int, bool>();
        var first = Completing(kafka, completed);
        var second = Completing(kafka, completed);
        for (var partition = 0; partition < Partitions; partition++)
        {
            kafka.Fill("details", partition, from: partition * PerPartition, count: PerPartition / 2);
        }

        await Eventually.TrueAsync(() => completed.Count > PerPartition, "the load under way");
        var third = Completing(kafka, completed);
        for (var partition = 0; partition < Partitions; partition++)
        {
            kafka.Fill("details", partition, from: (partition * PerPartition) + (PerPartition / 2), count: PerPartition / 2);
        }

        await Eventually.TrueAsync(() => third.Assignment.Count > 0, "the third member at work");
        await first.CloseAsync();
        await Eventually.TrueAsync(() => completed.Count == Partitions * PerPartition, "every record completed");

        // What the first member had under way when it left is read again, so that the watermarks are the last to arrive.
        await Eventually.TrueAsync(
            () => second.Status().Concat(third.Status()).Count(s => s.Topic == "details" && s.Watermark == PerPartition) == Partitions,
            "every watermark at the end of its partition");
        // Committed while both run: the embedded broker refuses commits to a group whose members are about to join again.
        await Eventually.TrueAsync(
            () => Enumerable.Range(0, Partitions).All(partition => kafka.Committed("g", "details", partition) == PerPartition),
            "every watermark committed");
    }

    [Fact]
    public async Task Who_joins_has_its_share_once_others_have_given_it_away_and_a_spare_after_a_while()
    {
        await using var kafka = new TestKafka(("t", 2));
        var first = kafka.Consumer("g", new Subscription("t", 10));
        first.HasShare.ShouldBeFalse();
        await Eventually.TrueAsync(() => first.HasShare, "the first has its share");
        first.Assignment.Count.ShouldBe(2);

        var second = kafka.Consumer("g", new Subscription("t", 10));
        await Eventually.TrueAsync(() => second.HasShare, "the second has its share");
        second.Assignment.Count.ShouldBe(1);
        first.HasShare.ShouldBeTrue();

        // Which of them is left without one is the group's affair: a member that was late for a round has lost its own.
        KafkaConsumer[] members = [first, second, kafka.Consumer("g", new Subscription("t", 10))];
        await Eventually.TrueAsync(
            () => Array.TrueForAll(members, member => member.HasShare) && members.Select(member => member.Assignment.Count).Order().SequenceEqual([0, 1, 1]), "one of three knows that it has none");
    }

    [Fact]
    public async Task A_rebalance_counts_as_an_interruption_also_for_a_member_that_keeps_what_it_has()
    {
        await using var kafka = new TestKafka(("t", 1));
        var first = kafka.Consumer("g", new Subscription("t", 10));
        await Eventually.TrueAsync(() => first.HasShare && first.ReadingSince != DateTimeOffset.MaxValue, "the first reads");
        var (before, partition, epoch) = (first.ReadingSince, first.ReadingSinceOf("t", 0), first.Status().Single().Epoch);

        _ = kafka.Consumer("g", new Subscription("t", 10));

        await Eventually.TrueAsync(() => first.ReadingSince is var since && since > before && since != DateTimeOffset.MaxValue, "the clock restarted");
        first.Status().Single().Epoch.ShouldBe(epoch);
        first.ReadingSinceOf("t", 0).ShouldBe(partition);
    }

    [Fact]
    public async Task A_partition_that_moves_is_interrupted_and_the_one_that_stays_is_not()
    {
        await using var kafka = new TestKafka(("t", 2));
        var first = kafka.Consumer("g", new Subscription("t", 10));
        await Eventually.TrueAsync(() => Since(first, 0) != DateTimeOffset.MaxValue && Since(first, 1) != DateTimeOffset.MaxValue, "the first reads both");
        DateTimeOffset[] before = [Since(first, 0), Since(first, 1)];

        var second = kafka.Consumer("g", new Subscription("t", 10));
        await Eventually.TrueAsync(() => second.Assignment.Count == 1 && first.Assignment.Count == 1, "each has one");

        var (moved, kept) = (second.Assignment[0].Partition.Value, first.Assignment[0].Partition.Value);
        Since(first, moved).ShouldBe(DateTimeOffset.MaxValue);
        Since(first, kept).ShouldBe(before[kept]);
        Since(second, kept).ShouldBe(DateTimeOffset.MaxValue);
        await Eventually.TrueAsync(() => Since(second, moved) is var since && since > before[moved] && since != DateTimeOffset.MaxValue, "the second reads it from now on");

        static DateTimeOffset Since(KafkaConsumer consumer, int partition) => consumer.ReadingSinceOf("t", partition);
    }

    [Fact]
    public async Task A_change_of_assignment_is_announced()
    {
        await using var kafka = new TestKafka(("t", 2));
        var consumer = kafka.Consumer("g", new Subscription("t", 10));
        var announced = new ConcurrentQueue<int>();
        consumer.AssignmentChanged += () => announced.Enqueue(consumer.Assignment.Count);
        await Eventually.TrueAsync(() => consumer.Assignment.Count == 2, "assigned");

        _ = kafka.Consumer("g", new Subscription("t", 10));

        await Eventually.TrueAsync(() => announced.LastOrDefault() == 1 && consumer.Assignment.Count == 1, "the loss of one announced");
    }

    /// <summary>Whether the stream has had the ten records of each partition of its half, as of the present assignment.</summary>
    private static bool HasReadAll(KafkaConsumer consumer, Reader reader)
    {
        var details = consumer.Status().Where(s => s.Topic == "details").ToList();
        return details.Count == Partitions / 2 && details.All(s => reader.Messages.Count(m => m.Offset.Epoch == s.Epoch) == 10);
    }

    private static KafkaConsumer Completing(TestKafka kafka, ConcurrentDictionary<int, bool> completed)
    {
        var consumer = kafka.Consumer("g", Both);
        var random = new Random(1);
        _ = consumer.CommittableSource("details")
            .SelectAsyncUnordered(50, async message =>
            {
                // Out of order: some take a turn through the thread pool.
                if (random.Next(3) == 0)
                {
                    await Task.Yield();
                }

                completed[TestKafka.Number(message)] = true;
                return message.Offset;
            })
            .RunWith(Committer.Sink(consumer), kafka.Materializer);
        return consumer;
    }

    private static List<int> PartitionsOf(KafkaConsumer consumer, string topic) =>
        [.. consumer.Assignment.Where(p => p.Topic == topic).Select(p => p.Partition.Value)];
}
