using Confluent.Kafka;
using RmsActors.Testing;

namespace RmsActors.Kafka.Tests.Producer;

public sealed class KafkaProducerTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Null_and_empty_keys_and_values_stay_what_they_are()
    {
        await using var kafka = new TestKafka(("t", 1));
        var producer = kafka.Producer();
        await producer.SendAsync(new OutgoingRecord("t", null, null));
        await producer.SendAsync(new OutgoingRecord("t", [], []));
        await producer.SendAsync(new OutgoingRecord("t", [1], [2], new Headers { { "h", [3] } }));

        var records = await kafka.ReadAllAsync("t", 3);

        (records[0].Message.Key, records[0].Message.Value).ShouldBe((null, null));
        records[1].Message.Key.ShouldBe([]);
        records[1].Message.Value.ShouldBe([]);
        records[2].Message.Headers.Single().GetValueBytes().ShouldBe([3]);
    }

    [Fact]
    public async Task An_error_that_passes_is_waited_out()
    {
        await using var kafka = new TestKafka(("t", 1));
        var producer = kafka.Producer();
        await producer.SendAsync(new OutgoingRecord("t", [1], [0]));
        kafka.Broker.Faults.FailNext(
            EmbeddedBrokerFaults.Produce, ErrorCode.NotEnoughReplicas, ErrorCode.RequestTimedOut, ErrorCode.NotLeaderForPartition);

        await producer.SendAsync(new OutgoingRecord("t", [1], [1])).WaitAsync(Soon);

        (await kafka.ReadAllAsync("t", 2))[1].Message.Value.ShouldBe([1]);
    }

    [Fact]
    public async Task What_is_acknowledged_is_stored_where_a_request_is_refused_while_others_wait()
    {
        // A real broker refuses the later one as well; the embedded one looks at no sequence numbers, so that here one request must wait for the other.
        await using var kafka = new TestKafka(("t", 1));
        kafka.Options.Client["max.in.flight.requests.per.connection"] = "1";
        var producer = kafka.Producer();
        await producer.SendAsync(new OutgoingRecord("t", [1], [0]));
        kafka.Broker.Faults.SetRoundTrip(TimeSpan.FromMilliseconds(100));
        kafka.Broker.Faults.FailNext(EmbeddedBrokerFaults.Produce, ErrorCode.NotEnoughReplicas);

        // A request each, were more than one under way at a time.
        var sends = new List<Task>();
        for (byte value = 1; value <= 4; value++)
        {
            sends.Add(producer.SendAsync(new OutgoingRecord("t", [1], [value])));
            await Task.Delay(10);
        }

        await Task.WhenAll(sends).WaitAsync(Soon);
        (await kafka.ReadAllAsync("t", 5)).Select(record => (int)record.Message.Value![0]).Order().ShouldBe(Enumerable.Range(0, 5));
    }

    [Fact]
    public async Task A_record_that_timed_out_is_sent_again()
    {
        await using var kafka = new TestKafka(("t", 1));
        kafka.Options.Client["message.timeout.ms"] = "500";
        var producer = kafka.Producer();
        await producer.SendAsync(new OutgoingRecord("t", [1], [0])).WaitAsync(Soon);
        kafka.Broker.Faults.TakeDown();

        var sending = producer.SendAsync(new OutgoingRecord("t", [1], [1]));
        await Eventually.TrueAsync(() => kafka.Logger.Warnings.Any(w => w.Contains("was not delivered")), "the time-out reported");
        sending.IsCompleted.ShouldBeFalse();
        kafka.Broker.Faults.BringUp();

        await sending.WaitAsync(Soon);
        (await kafka.ReadAllAsync("t", 2))[1].Message.Value.ShouldBe([1]);
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("SCRAM-SHA-512")]
    public async Task A_password_is_not_in_the_log_of_a_client_that_cannot_get_in(string mechanism)
    {
        // The broker knows nothing of SASL.
        await using var kafka = new TestKafka(("t", 1));
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["debug"] = "all", ["security.protocol"] = "SASL_PLAINTEXT", ["sasl.mechanism"] = mechanism, ["sasl.username"] = "rms", ["sasl.password"] = "s3cr3t",
        })
        {
            kafka.Options.Client[name] = value;
        }

        kafka.Producer();

        await Eventually.TrueAsync(() => kafka.Logger.Messages.Any(line => line.Contains("SaslHandshake", StringComparison.Ordinal)), "it tries");
        await Eventually.TrueAsync(() => kafka.Logger.Warnings.Any(), "it says that it fails");
        kafka.Logger.Messages.ShouldContain(line => line.Contains("sasl.password = [redacted]", StringComparison.Ordinal));
        kafka.Logger.Messages.ShouldAllBe(line => !line.Contains("s3cr3t", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_record_that_is_too_large_is_refused_and_the_next_one_is_not()
    {
        await using var kafka = new TestKafka(("t", 1));
        kafka.Options.Client["message.max.bytes"] = "2000000";
        var producer = kafka.Producer();

        var refused = await Should.ThrowAsync<RecordRefusedException>(producer.SendAsync(new OutgoingRecord("t", [1], new byte[3 * 1024 * 1024])).WaitAsync(Soon));

        refused.Message.ShouldContain("MsgSizeTooLarge");
        await producer.SendAsync(new OutgoingRecord("t", [1], [1])).WaitAsync(Soon);
        producer.Completion.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_record_that_the_broker_refuses_is_refused()
    {
        await using var kafka = new TestKafka(("t", 1));
        var producer = kafka.Producer();
        kafka.Broker.Faults.FailNext(EmbeddedBrokerFaults.Produce, ErrorCode.TopicAuthorizationFailed);

        await Should.ThrowAsync<RecordRefusedException>(producer.SendAsync(new OutgoingRecord("t", [1], [1])).WaitAsync(Soon));
    }

    [Fact]
    public async Task A_megabyte_goes_through_with_the_room_that_a_dead_letter_needs()
    {
        await using var kafka = new TestKafka(("t", 1));

        await kafka.Producer().SendAsync(new OutgoingRecord("t", [1], new byte[1024 * 1024 + (64 * 1024)])).WaitAsync(Soon);

        (await kafka.ReadAllAsync("t", 1))[0].Message.Value!.Length.ShouldBe(1024 * 1024 + (64 * 1024));
    }

    [Fact]
    public async Task Past_the_limit_sending_waits_and_trying_says_no()
    {
        await using var kafka = new TestKafka(("t", 1));
        var producer = kafka.Producer(maxInFlight: 2);
        await producer.SendAsync(new OutgoingRecord("t", [1], [0])).WaitAsync(Soon);
        kafka.Broker.Faults.TakeDown();
        producer.TrySend(new OutgoingRecord("t", [1], [1])).ShouldBeTrue();
        producer.TrySend(new OutgoingRecord("t", [1], [2])).ShouldBeTrue();

        producer.TrySend(new OutgoingRecord("t", [1], [3])).ShouldBeFalse();
        var waiting = producer.SendAsync(new OutgoingRecord("t", [1], [4]));
        waiting.IsCompleted.ShouldBeFalse();
        kafka.Broker.Faults.BringUp();

        await waiting.WaitAsync(Soon);
        (await kafka.ReadAllAsync("t", 4)).Select(r => r.Message.Value![0]).ShouldBe([0, 1, 2, 4]);
    }

    [Fact]
    public async Task Sending_can_be_given_up()
    {
        await using var kafka = new TestKafka(("t", 1));
        var producer = kafka.Producer();
        kafka.Broker.Faults.TakeDown();
        using var enough = new CancellationTokenSource();

        var sending = producer.SendAsync(new OutgoingRecord("t", [1], [1]), enough.Token);
        await enough.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(sending.WaitAsync(Soon));
        kafka.Broker.Faults.BringUp();
    }

    [Fact]
    public async Task Disposing_ends_its_completion_and_sends_nothing_more()
    {
        await using var kafka = new TestKafka(("t", 1));
        var producer = kafka.Producer();
        await producer.SendAsync(new OutgoingRecord("t", [1], [1])).WaitAsync(Soon);
        producer.TrySend(new OutgoingRecord("t", [1], [2])).ShouldBeTrue();

        await producer.DisposeAsync();

        await producer.Completion.WaitAsync(Soon);
        producer.TrySend(new OutgoingRecord("t", [1], [3])).ShouldBeFalse();
        await Should.ThrowAsync<OperationCanceledException>(producer.SendAsync(new OutgoingRecord("t", [1], [4])));
        (await kafka.ReadAllAsync("t", 2)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_fatal_error_ends_the_producer_and_every_send()
    {
        await using var kafka = new TestKafka(("t", 1));
        var producer = kafka.Producer();
        await producer.SendAsync(new OutgoingRecord("t", [1], [1])).WaitAsync(Soon);
        kafka.Broker.Faults.FailNext(EmbeddedBrokerFaults.Produce, ErrorCode.ClusterAuthorizationFailed);

        await Should.ThrowAsync<KafkaException>(producer.SendAsync(new OutgoingRecord("t", [1], [2])).WaitAsync(Soon));

        await Should.ThrowAsync<KafkaException>(producer.Completion.WaitAsync(Soon));
        await Should.ThrowAsync<KafkaException>(producer.SendAsync(new OutgoingRecord("t", [1], [3])).WaitAsync(Soon));
        producer.TrySend(new OutgoingRecord("t", [1], [4])).ShouldBeFalse();
    }
}
