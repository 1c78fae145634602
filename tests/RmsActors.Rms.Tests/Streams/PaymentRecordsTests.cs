using System.Text;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;
using RmsActors.Contracts;
using RmsActors.Domain.Payments;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Rms.Inspection;
using RmsActors.Rms.Payments;
using RmsActors.Rms.Quarantine;
using RmsActors.Rms.Streams;
using RmsActors.Rms.Telemetry;
using RmsActors.Testing;

namespace RmsActors.Rms.Tests.Streams;

/// <summary>What becomes of one record, the payment's actor and the broker being played by the test.</summary>
public sealed class PaymentRecordsTests : TestKit
{
    private const string Id = "pay-1";
    private const int Partitions = 4;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Decided = [1, 2, 3];

    private readonly FakeTimeProvider _time = new(Start);
    private readonly QuarantinedPayments _quarantined = new();
    private readonly Counters _counters = new();
    private readonly RecordingLogger _log = new();
    private readonly UnderWayPayments _underWay;
    private readonly TestProbe _region;
    private readonly PaymentRecords _records;
    private readonly List<OutgoingRecord> _published = [];
    private readonly TaskCompletionSource _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PaymentRecordsTests()
    {
        _region = CreateTestProbe();
        _underWay = new UnderWayPayments(_time);
        // The question is repeated on the system's own clock; not within these tests.
        var shards = new PaymentShard(Partitions);
        var ask = new PatientAsk(new PaymentRegion(_region, shards, TimeSpan.FromMinutes(10), _counters, _time), _quarantined, Interval, _time);
        _records = new PaymentRecords(ask, new PaymentAdmission(10, () => 0, _time), PublishAsync, shards, _underWay, _counters, new NodeTelemetry(_counters, _time), _log);
    }

    [Fact]
    public async Task Details_are_done_once_the_stored_decision_is_acknowledged()
    {
        var handled = _records.ScoreAsync(Details(), default);
        var asked = await _region.ExpectMsgAsync<ScorePayment>();
        asked.Origin.ShouldBe(new RecordOrigin(Topics.PaymentDetails, Home, 7));
        _published.ShouldBeEmpty();

        _region.Reply(new PaymentScored(new DecisionBytes(Decided), ContentConflict: false));
        await Eventually.TrueAsync(() => _published.Count == 1, "it is published");
        handled.IsCompleted.ShouldBeFalse();
        _records.Undecided.ShouldBe(1);
        _underWay.At(Home, 7).ShouldNotBeNull().PaymentId.ShouldBe(Id);

        _acknowledged.SetResult();
        (await handled).ShouldBe(Outcome.Done);
        var decision = _published.ShouldHaveSingleItem();
        (decision.Topic, decision.Value).ShouldBe((Topics.PayDecision, Decided));
        decision.Key.ShouldBe(Encoding.UTF8.GetBytes(Id));
        _records.Undecided.ShouldBe(0);
        _underWay.All.ShouldBeEmpty();
        Count("decisionsPublished").ShouldBe(1);
        _log.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_broker_does_not_take_is_not_done_and_no_longer_under_way()
    {
        var handled = _records.ScoreAsync(Details(), default);
        await _region.ExpectMsgAsync<ScorePayment>();
        _region.Reply(new PaymentScored(new DecisionBytes(Decided), ContentConflict: false));
        await Eventually.TrueAsync(() => _published.Count == 1, "it is published");

        _acknowledged.SetException(new KafkaException(ErrorCode.Local_MsgTimedOut));

        await Should.ThrowAsync<KafkaException>(handled);
        _records.Undecided.ShouldBe(0);
        _underWay.All.ShouldBeEmpty();
        Count("decisionsPublished").ShouldBe(0);
    }

    [Fact]
    public async Task Other_content_under_a_known_id_is_told_and_decided_as_the_first()
    {
        _acknowledged.SetResult();
        var handled = _records.ScoreAsync(Details(), default);
        await _region.ExpectMsgAsync<ScorePayment>();
        _region.Reply(new PaymentScored(new DecisionBytes(Decided), ContentConflict: true));

        (await handled).ShouldBe(Outcome.Done);
        _published.ShouldHaveSingleItem().Value.ShouldBe(Decided);
        Count("contentConflicts").ShouldBe(1);
        _log.Warnings.ShouldHaveSingleItem().ShouldContain(Id);
    }

    [Fact]
    public async Task What_cannot_be_read_is_poison_and_nobody_is_asked()
    {
        (await _records.ScoreAsync(Record(Topics.PaymentDetails, Home, "{"u8.ToArray()), default)).ShouldNotBe(Outcome.Done);
        (await _records.DeliverAsync(Record(Topics.WalletKycResponse, Home, "{"u8.ToArray()), default)).ShouldNotBe(Outcome.Done);

        await _region.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100));
        (Count("detailsPoison"), Count("repliesPoison")).ShouldBe((1, 1));
        _records.Undecided.ShouldBe(0);
    }

    [Fact]
    public async Task Details_of_a_quarantined_payment_are_poison_that_tells_the_reason_and_nothing_is_published()
    {
        var handled = _records.ScoreAsync(Details(), default);
        await _region.ExpectMsgAsync<ScorePayment>();
        _quarantined.Replace([new QuarantinedPayment(Id, "damaged", default)], _time.GetTimestamp());
        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(Interval);
                return handled.IsCompleted;
            },
            "it is given up");

        (await handled).ShouldBe(Outcome.Poison("quarantined: damaged"));
        _published.ShouldBeEmpty();
        _records.Undecided.ShouldBe(0);
        Count("recordsQuarantined").ShouldBe(1);
    }

    [Theory]
    [InlineData(KycAnswerFate.Taken, true, "repliesTaken", "repliesOnOwner")]
    [InlineData(KycAnswerFate.TakenLate, false, "repliesTakenLate", "repliesForwarded")]
    [InlineData(KycAnswerFate.OtherRequest, true, "repliesIgnored.OtherRequest", "repliesIgnored")]
    public async Task A_reply_is_done_once_its_payment_has_taken_or_refused_it(KycAnswerFate fate, bool onOwner, params string[] counted)
    {
        var handled = _records.DeliverAsync(Reply(Home), default);
        (await _region.ExpectMsgAsync<DeliverKycAnswer>()).PaymentId.ShouldBe(Id);
        handled.IsCompleted.ShouldBeFalse();

        _region.Reply(new KycAnswerHandled(fate, onOwner));

        (await handled).ShouldBe(Outcome.Done);
        counted.ShouldAllBe(name => Count(name) == 1);
        _log.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Records_away_from_their_payments_partition_are_served_counted_and_told_of_once()
    {
        for (var n = 0; n < 2; n++)
        {
            var handled = _records.DeliverAsync(Reply((Home + 1) % Partitions), default);
            await _region.ExpectMsgAsync<DeliverKycAnswer>();
            _region.Reply(new KycAnswerHandled(KycAnswerFate.Taken, OnOwner: false));
            (await handled).ShouldBe(Outcome.Done);
        }

        Count("recordsMisplaced").ShouldBe(2);
        _log.Warnings.ShouldHaveSingleItem().ShouldContain("murmur2");
    }

    private static int Home => Murmur2.Partition(Encoding.UTF8.GetBytes(Id), Partitions);

    private static ConsumeResult<byte[]?, byte[]?> Details() =>
        Record(Topics.PaymentDetails, Home, MessageCodec.Encode(new PaymentDetails(Id, "w1", 12.5m, "EUR", "DE", "card", Start)));

    private static ConsumeResult<byte[]?, byte[]?> Reply(int partition) =>
        Record(Topics.WalletKycResponse, partition, MessageCodec.Encode(new KycReply(KycStatus.Scored, 40m, KycCorrelation.RequestIdOf(Id), Id, "w1", Start)));

    private static ConsumeResult<byte[]?, byte[]?> Record(string topic, int partition, byte[] value) => new()
    {
        TopicPartitionOffset = new TopicPartitionOffset(topic, partition, 7),
        Message = new Message<byte[]?, byte[]?> { Key = Encoding.UTF8.GetBytes(Id), Value = value },
    };

    private async Task PublishAsync(OutgoingRecord record, CancellationToken cancel)
    {
        _published.Add(record);
        await _acknowledged.Task.WaitAsync(cancel);
    }

    private long Count(string name) => _counters.Snapshot().GetValueOrDefault(name);
}
