using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Akka.Streams.Dsl;
using Confluent.Kafka;
using RmsActors.Testing;

namespace RmsActors.Kafka.Tests.Streams;

public sealed class HandlingTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Poison_goes_to_the_dead_letters_untouched_and_the_stream_goes_on()
    {
        await using var kafka = new TestKafka(("t", 1), ("t.DLQ", 1));
        var producer = kafka.Producer();
        var headers = new Headers { { "trace", [7] }, { "nothing", null } };
        await producer.SendAsync(new OutgoingRecord("t", [9, 0xFF], [0, 0xFE, 1], headers));
        await producer.SendAsync(new OutgoingRecord("t", null, null));
        await producer.SendAsync(new OutgoingRecord("t", [], []));
        await producer.SendAsync(new OutgoingRecord("t", [1], TestKafka.Bytes(1)));
        var consumer = kafka.Consumer("g", new Subscription("t", 100));
        _ = Run(kafka, consumer, Handling.Each(
            10, (record, _) => Task.FromResult(record.Offset < 3 ? Outcome.Poison($"no payment {record.Offset.Value}") : Outcome.Done), Letters(producer), kafka.Logger, default));

        await Eventually.TrueAsync(() => consumer.Status().SingleOrDefault()?.Watermark == 4, "everything settled");

        var letters = (await kafka.ReadAllAsync("t.DLQ", 3)).OrderBy(l => Header(l, DeadLetterHeaders.Offset)).ToList();
        letters[0].Message.Key.ShouldBe([9, 0xFF]);
        letters[0].Message.Value.ShouldBe([0, 0xFE, 1]);
        letters[0].Message.Headers.GetLastBytes("trace").ShouldBe([7]);
        letters[0].Message.Headers.Single(h => h.Key == "nothing").GetValueBytes().ShouldBeNull();
        Header(letters[0], DeadLetterHeaders.Reason).ShouldBe("no payment 0");
        Header(letters[0], DeadLetterHeaders.Topic).ShouldBe("t");
        Header(letters[0], DeadLetterHeaders.Partition).ShouldBe("0");
        Header(letters[0], DeadLetterHeaders.Offset).ShouldBe("0");
        DateTimeOffset.Parse(Header(letters[0], DeadLetterHeaders.Time), CultureInfo.InvariantCulture).Offset.ShouldBe(TimeSpan.Zero);
        (letters[1].Message.Key, letters[1].Message.Value).ShouldBe((null, null));
        letters[2].Message.Key.ShouldBe([]);
        letters[2].Message.Value.ShouldBe([]);
    }

    [Fact]
    public async Task Poison_that_is_large_before_compression_is_put_aside_like_any_other()
    {
        await using var kafka = new TestKafka(("t", 1), ("t.DLQ", 1));
        var producer = kafka.Producer();
        await producer.SendAsync(new OutgoingRecord("t", [1], new byte[3 * 1024 * 1024]));
        await producer.SendAsync(new OutgoingRecord("t", [1], [1]));
        var consumer = kafka.Consumer("g", new Subscription("t", 100));
        _ = Run(kafka, consumer, Handling.Each(
            10, (record, _) => Task.FromResult(record.Offset == 0 ? Outcome.Poison("too long") : Outcome.Done), Letters(producer), kafka.Logger, default));

        await Eventually.TrueAsync(() => consumer.Status().SingleOrDefault()?.Watermark == 2, "everything settled");

        (await kafka.ReadAllAsync("t.DLQ", 1)).Single().Message.Value!.Length.ShouldBe(3 * 1024 * 1024);
    }

    [Fact]
    public async Task The_offset_of_a_poison_record_does_not_move_before_its_dead_letter_is_acknowledged()
    {
        await using var kafka = new TestKafka(("t", 1), ("t.DLQ", 1));
        kafka.Fill("t", 0, from: 0, count: 2);
        kafka.Options.Client["message.timeout.ms"] = "300";
        var producer = kafka.Producer();
        // The first attempts fail until this one error list is used up or cleared.
        kafka.Broker.Faults.FailNext(EmbeddedBrokerFaults.Produce, [.. Enumerable.Repeat(ErrorCode.NotEnoughReplicas, 1_000)]);
        var consumer = kafka.Consumer("g", new Subscription("t", 100));
        _ = Run(kafka, consumer, Handling.Each(
            10, (record, _) => Task.FromResult(record.Offset == 0 ? Outcome.Poison("bad") : Outcome.Done), Letters(producer), kafka.Logger, default));

        await Eventually.TrueAsync(() => kafka.Logger.Warnings.Any(w => w.Contains("t.DLQ was not delivered")), "the failure reported");
        await Eventually.TrueAsync(() => consumer.Status().Single().CompleteAbove == 1, "the record behind it settled");
        consumer.Status().Single().Watermark.ShouldBe(0);
        kafka.Committed("g", "t", 0).ShouldBe(0);

        kafka.Broker.Faults.Clear(EmbeddedBrokerFaults.Produce);
        await Eventually.TrueAsync(() => consumer.Status().Single().Watermark == 2, "both offsets moved");
        (await kafka.ReadAllAsync("t.DLQ", 1))[0].Message.Value.ShouldBe(TestKafka.Bytes(0));
    }

    [Fact]
    public async Task A_handler_that_throws_is_called_again_and_others_go_on_meanwhile()
    {
        await using var kafka = new TestKafka(("t", 1), ("t.DLQ", 1));
        kafka.Fill("t", 0, from: 0, count: 5);
        var consumer = kafka.Consumer("g", new Subscription("t", 100));
        var attempts = new ConcurrentDictionary<long, int>();
        _ = Run(kafka, consumer, Handling.Each(
            2,
            (record, _) => attempts.AddOrUpdate(record.Offset, 1, (_, n) => n + 1) < 3 && record.Offset == 1
                ? throw new TimeoutException("the database is away")
                : Task.FromResult(Outcome.Done),
            Letters(kafka.Producer()), kafka.Logger, default));

        await Eventually.TrueAsync(() => consumer.Status().SingleOrDefault()?.Watermark == 5, "everything done");

        attempts[1].ShouldBe(3);
        attempts.Where(a => a.Key != 1).ShouldAllBe(a => a.Value == 1);
        kafka.Logger.Warnings.ShouldContain(w => w.Contains("t [[0]] @1 failed"));
    }

    [Fact]
    public async Task A_handler_without_an_outcome_is_no_success()
    {
        await using var kafka = new TestKafka(("t", 1), ("t.DLQ", 1));
        kafka.Fill("t", 0, from: 0, count: 1);
        var consumer = kafka.Consumer("g", new Subscription("t", 100));
        var calls = 0;
        _ = Run(kafka, consumer, Handling.Each(
            1, (_, _) => Task.FromResult(Interlocked.Increment(ref calls) == 1 ? null! : Outcome.Done), Letters(kafka.Producer()), kafka.Logger, default));

        await Eventually.TrueAsync(() => consumer.Status().SingleOrDefault()?.Watermark == 1, "done in the end");
        calls.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_cancelled_emits_nothing_and_the_stream_still_ends_well()
    {
        await using var kafka = new TestKafka(("t", 1), ("t.DLQ", 1));
        kafka.Fill("t", 0, from: 0, count: 4);
        var consumer = kafka.Consumer("g", new Subscription("t", 100));
        using var enough = new CancellationTokenSource();
        var blocked = 0;
        var ended = Run(kafka, consumer, Handling.Each(
            2,
            async (record, cancel) =>
            {
                if (record.Offset >= 2)
                {
                    Interlocked.Increment(ref blocked);
                    await Task.Delay(Timeout.Infinite, cancel);
                }

                return Outcome.Done;
            },
            Letters(kafka.Producer()), kafka.Logger, enough.Token));
        await Eventually.TrueAsync(() => Volatile.Read(ref blocked) == 2, "two records done, two under way");

        await enough.CancelAsync();
        await consumer.CloseAsync();

        await ended.WaitAsync(Soon);
        kafka.Committed("g", "t", 0).ShouldBe(2);
    }

    [Fact]
    public async Task A_batch_that_throws_is_tried_again_as_a_whole_and_its_poison_is_put_aside()
    {
        await using var kafka = new TestKafka(("t", 1), ("t.DLQ", 1));
        kafka.Fill("t", 0, from: 0, count: 20);
        var consumer = kafka.Consumer("g", new Subscription("t", 100));
        await Eventually.TrueAsync(() => consumer.Status().SingleOrDefault()?.UnderWay == 20, "everything buffered");
        var batches = new ConcurrentQueue<IReadOnlyList<long>>();
        _ = Run(kafka, consumer, Handling.Batches(
            8,
            (records, _) =>
            {
                batches.Enqueue([.. records.Select(r => r.Offset.Value)]);
                return batches.Count switch
                {
                    1 => throw new TimeoutException("the database is away"),
                    2 => Task.FromResult<IReadOnlyList<Outcome>>([]),
                    _ => Task.FromResult<IReadOnlyList<Outcome>>([.. records.Select(r => r.Offset == 5 ? Outcome.Poison("bad") : Outcome.Done)]),
                };
            },
            Letters(kafka.Producer()), kafka.Logger, default));

        await Eventually.TrueAsync(() => consumer.Status().Single().Watermark == 20, "everything done");

        var seen = batches.ToList();
        seen[1].ShouldBe(seen[0]);
        seen[2].ShouldBe(seen[0]);
        seen.ShouldAllBe(batch => batch.Count <= 8);
        seen.ShouldContain(batch => batch.Count > 1);
        seen.Skip(2).SelectMany(batch => batch).ShouldBe(Enumerable.Range(0, 20).Select(n => (long)n));
        (await kafka.ReadAllAsync("t.DLQ", 1))[0].Message.Value.ShouldBe(TestKafka.Bytes(5));
    }

    private static Task Run(TestKafka kafka, KafkaConsumer consumer, Flow<CommittableMessage, CommittableOffset, Akka.NotUsed> flow) =>
        consumer.CommittableSource("t").Via(flow).RunWith(Committer.Sink(consumer), kafka.Materializer);

    private static DeadLetters Letters(KafkaProducer producer) => new(producer, topic => topic + ".DLQ", TimeProvider.System);

    private static string Header(ConsumeResult<byte[]?, byte[]?> record, string name) => Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes(name));
}
