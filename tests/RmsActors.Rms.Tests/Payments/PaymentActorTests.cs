using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Persistence;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;
using RmsActors.Contracts;
using RmsActors.Domain.Payments;
using RmsActors.Domain.Scoring;
using RmsActors.Rms.Payments;
using Xunit.Abstractions;
using static RmsActors.Rms.Tests.Payments.FailableJournal;

namespace RmsActors.Rms.Tests.Payments;

/// <summary>The reply, the stored event, and the same again from another incarnation.</summary>
public class PaymentActorTests : TestKit
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Linger = KycPatience.Linger;
    private static readonly Payment Payment = new("pay-1", "wallet-1", 12.50m, "EUR", "DE", "card", new(2026, 3, 1, 11, 59, 0, TimeSpan.Zero));
    private static readonly string RequestId = KycCorrelation.RequestIdOf(Payment.PaymentId);
    private static readonly RecordOrigin Origin = new("PAYMENT-DETAILS", 3, 42);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TestProbe _kyc;
    private readonly TestProbe _shard;
    private DateTimeOffset _resumedAt = DateTimeOffset.MinValue;

    public PaymentActorTests(ITestOutputHelper output)
        : base(
            """
            akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
            akka.persistence.journal.plugin = "akka.persistence.journal.failable"
            akka.persistence.journal.failable.class = "RmsActors.Rms.Tests.Payments.FailableJournal, RmsActors.Rms.Tests"
            akka.persistence.snapshot-store.plugin = "akka.persistence.no-snapshot-store"
            """,
            "payments-" + Interlocked.Increment(ref _systems),
            output)
    {
        _kyc = CreateTestProbe();
        _shard = CreateTestProbe();
    }

    private static int _systems;

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void A_payment_is_stored_before_KYC_is_asked_and_decided_by_the_answer()
    {
        var actor = Incarnate();
        Ask(actor);
        var request = _kyc.ExpectMsg<KycRequest>();
        request.ShouldBe(new KycRequest(RequestId, "pay-1", "wallet-1", 1, _time.GetUtcNow(), _time.GetUtcNow() + Deadline));
        Stored().ShouldBe([new PaymentEvent.ScoringStarted(Payment, RequestId, _time.GetUtcNow(), _time.GetUtcNow() + Deadline)]);
        ExpectNoMsg(TimeSpan.Zero);

        var replies = Answer(actor, 40m);

        replies.ExpectMsg<KycAnswerHandled>().ShouldBe(new KycAnswerHandled(KycAnswerFate.Taken, OnOwner: true));
        var scored = ExpectMsg<PaymentScored>();
        var decided = Stored()[1].ShouldBeOfType<PaymentEvent.PaymentDecided>();
        scored.ShouldBe(new PaymentScored(decided.Bytes, ContentConflict: false));
        decided.Decision.Assessment.Risk.ShouldBe(27m);
        decided.Decision.Reason.ShouldBe(Domain.Payments.DecisionReason.Scored);
        ContractMapping.Decode(scored.Decision).ShouldBe(decided.Decision);
        _shard.ExpectMsg<Passivate>();
    }

    [Fact]
    public void Redelivered_before_the_decision_it_answers_whoever_asked_last()
    {
        var actor = Incarnate();
        Ask(actor);
        _kyc.ExpectMsg<KycRequest>();
        var again = CreateTestProbe();
        actor.Tell(new ScorePayment(Payment, Origin), again);
        var other = CreateTestProbe();
        actor.Tell(new ScorePayment(Payment, Origin with { Offset = 43 }), other);

        Answer(actor, 40m);

        var scored = again.ExpectMsg<PaymentScored>();
        other.ExpectMsg<PaymentScored>().ShouldBe(scored);
        ExpectNoMsg(TimeSpan.Zero);
        Stored().Count.ShouldBe(2);
    }

    [Fact]
    public void Redelivered_after_the_decision_it_answers_with_the_same_bytes_and_stores_nothing()
    {
        var decided = Decide();
        var actor = Incarnate();
        _time.Advance(TimeSpan.FromHours(1));

        Ask(actor);

        ExpectMsg<PaymentScored>().Decision.ShouldBe(decided);
        _shard.ExpectNoMsg(TimeSpan.Zero);
        Pass(Linger);
        _shard.ExpectMsg<Passivate>();
        _kyc.ExpectNoMsg(TimeSpan.Zero);
        Stored().Count.ShouldBe(2);
    }

    [Fact]
    public void Recovered_undecided_it_asks_KYC_again_with_the_same_request()
    {
        var actor = Incarnate();
        Ask(actor);
        var first = _kyc.ExpectMsg<KycRequest>();
        Stop(actor);
        ExpectMsg<AskAgain>();
        _time.Advance(Retry + Retry);

        var next = Incarnate();

        var second = _kyc.ExpectMsg<KycRequest>();
        second.ShouldBe(first with { Attempt = 2, RequestedAt = _time.GetUtcNow() });
        Ask(next);
        Answer(next, 40m);
        ExpectMsg<PaymentScored>();
        Stored().Count.ShouldBe(2);
    }

    [Fact]
    public void Other_content_is_answered_with_the_decision_on_what_came_first_and_marked()
    {
        var actor = Incarnate();
        Ask(actor);
        _kyc.ExpectMsg<KycRequest>();
        var other = CreateTestProbe();
        actor.Tell(new ScorePayment(Payment with { Country = "IR" }, Origin with { Offset = 43 }), other);

        Answer(actor, 40m);

        var scored = ExpectMsg<PaymentScored>();
        scored.ContentConflict.ShouldBeFalse();
        other.ExpectMsg<PaymentScored>().ShouldBe(scored with { ContentConflict = true });
    }

    [Fact]
    public void While_KYC_is_silent_it_is_asked_again_and_at_the_deadline_the_fallback_decides()
    {
        var actor = Incarnate();
        Ask(actor);
        _kyc.ExpectMsg<KycRequest>().Attempt.ShouldBe(1);
        for (var attempt = 2; attempt <= 3; attempt++)
        {
            Pass((attempt - 1) * Retry);
            _kyc.ExpectMsg<KycRequest>().ShouldBe(new KycRequest(RequestId, "pay-1", "wallet-1", attempt, _time.GetUtcNow(), Payment.CreatedAt.AddMinutes(1) + Deadline));
        }

        ExpectNoMsg(TimeSpan.Zero);
        Pass(Deadline - (3 * Retry));

        var decision = ContractMapping.Decode(ExpectMsg<PaymentScored>().Decision);
        decision.Reason.ShouldBe(Domain.Payments.DecisionReason.KycTimeout);
        decision.Assessment.Verdict.ShouldBe(Verdict.Review);
        decision.DecidedAt.ShouldBe(decision.ReceivedAt + Deadline);
        _kyc.ExpectNoMsg(TimeSpan.Zero);
        Pass(Linger);
        _shard.ExpectMsg<Passivate>();
    }

    [Fact]
    public void After_a_recovery_the_fallback_waits_for_an_answer_that_may_be_there_unread()
    {
        var actor = Incarnate();
        Ask(actor);
        _kyc.ExpectMsg<KycRequest>();
        Stop(actor);
        ExpectMsg<AskAgain>();
        _time.Advance(Deadline + Deadline);
        var next = Incarnate();
        Ask(next);
        _kyc.ExpectMsg<KycRequest>();

        Pass(Grace - TimeSpan.FromMilliseconds(1));
        _kyc.ExpectMsg<KycRequest>();
        ExpectNoMsg(TimeSpan.Zero);
        Pass(TimeSpan.FromMilliseconds(1));

        ContractMapping.Decode(ExpectMsg<PaymentScored>().Decision).Reason.ShouldBe(Domain.Payments.DecisionReason.KycTimeout);
    }

    [Fact]
    public void While_the_reply_intake_is_interrupted_nothing_is_decided_by_silence()
    {
        _resumedAt = DateTimeOffset.MaxValue;
        var actor = Incarnate();
        Ask(actor);
        AskedAgain(times: 4);
        Pass(3 * Retry);
        ExpectNoMsg(TimeSpan.Zero);

        _resumedAt = _time.GetUtcNow();
        Pass(Retry);
        _kyc.ExpectMsg<KycRequest>();
        Pass(Grace - Retry - TimeSpan.FromMilliseconds(1));
        ExpectNoMsg(TimeSpan.Zero);
        Pass(TimeSpan.FromMilliseconds(1));

        ExpectMsg<PaymentScored>();
    }

    [Fact]
    public void A_late_answer_is_stored_and_the_decision_stands()
    {
        var actor = Incarnate();
        Ask(actor);
        AskedAgain(times: 2);
        Pass(Deadline - (3 * Retry));
        var decision = ExpectMsg<PaymentScored>();
        Pass(Linger);
        _shard.ExpectMsg<Passivate>();
        Stop(actor);
        var next = Incarnate();

        Answer(next, 40m).ExpectMsg<KycAnswerHandled>().Fate.ShouldBe(KycAnswerFate.TakenLate);
        Answer(next, 40m).ExpectMsg<KycAnswerHandled>().Fate.ShouldBe(KycAnswerFate.AlreadyAnswered);

        var late = Stored()[2].ShouldBeOfType<PaymentEvent.LateKycAnswerReceived>();
        late.WouldHaveBeen.ShouldBe(Verdict.Approve);
        late.WouldHaveRisked.ShouldBe(27m);
        Ask(next);
        ExpectMsg<PaymentScored>().ShouldBe(decision);
    }

    [Fact]
    public void A_duplicate_answer_is_acknowledged_and_changes_nothing()
    {
        var decided = Decide();
        var actor = Incarnate();

        Answer(actor, 99m).ExpectMsg<KycAnswerHandled>().Fate.ShouldBe(KycAnswerFate.AlreadyAnswered);

        Ask(actor);
        ExpectMsg<PaymentScored>().Decision.ShouldBe(decided);
        Stored().Count.ShouldBe(2);
    }

    [Fact]
    public void A_foreign_answer_is_acknowledged_and_the_payment_waits_on()
    {
        var actor = Incarnate();
        Ask(actor);
        _kyc.ExpectMsg<KycRequest>();

        Answer(actor, 1m, walletId: "wallet-2").ExpectMsg<KycAnswerHandled>().Fate.ShouldBe(KycAnswerFate.OtherWallet);
        Answer(actor, 1m, requestId: "pay-2~00000000").ExpectMsg<KycAnswerHandled>().Fate.ShouldBe(KycAnswerFate.OtherRequest);

        ExpectNoMsg(TimeSpan.Zero);
        _shard.ExpectNoMsg(TimeSpan.Zero);
        Stored().Count.ShouldBe(1);
        Answer(actor, 40m).ExpectMsg<KycAnswerHandled>().Fate.ShouldBe(KycAnswerFate.Taken);
    }

    [Fact]
    public void An_answer_for_a_payment_that_nobody_asked_about_is_acknowledged_and_forgotten()
    {
        var actor = Incarnate();
        Answer(actor, 40m).ExpectMsg<KycAnswerHandled>().Fate.ShouldBe(KycAnswerFate.NothingAsked);
        _shard.ExpectMsg<Passivate>();
        Stored().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Fault.Failure)]
    [InlineData(Fault.Rejection)]
    [InlineData(Fault.StoredButFailed)]
    public void When_the_start_cannot_be_stored_KYC_is_not_asked_and_the_asker_asks_again(Fault fault)
    {
        Next(Sys.Name, fault);
        var actor = Incarnate();
        Watch(actor);
        Ask(actor);

        ExpectMsg<AskAgain>();
        ExpectTerminated(actor);
        _kyc.ExpectNoMsg(TimeSpan.Zero);

        var next = Incarnate();
        Ask(next);
        _kyc.ExpectMsg<KycRequest>();
        Answer(next, 40m);
        ExpectMsg<PaymentScored>();
        Stored().Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(Fault.Failure)]
    [InlineData(Fault.Rejection)]
    [InlineData(Fault.StoredButFailed)]
    public void When_the_decision_cannot_be_stored_nobody_hears_of_it(Fault fault)
    {
        var actor = Incarnate();
        Watch(actor);
        Ask(actor);
        _kyc.ExpectMsg<KycRequest>();
        Next(Sys.Name, fault);

        var replies = Answer(actor, 40m);

        replies.ExpectMsg<AskAgain>();
        ExpectMsg<AskAgain>();
        ExpectTerminated(actor);
        var next = Incarnate();
        Answer(next, 40m).ExpectMsg<KycAnswerHandled>().Fate
            .ShouldBe(fault == Fault.StoredButFailed ? KycAnswerFate.AlreadyAnswered : KycAnswerFate.Taken);
        Ask(next);
        ExpectMsg<PaymentScored>().Decision.ShouldBe(((PaymentEvent.PaymentDecided)Stored()[1]).Bytes);
    }

    [Fact]
    public void A_hand_off_stops_it_undecided_and_tells_who_waits()
    {
        var actor = Incarnate();
        Watch(actor);
        Ask(actor);
        _kyc.ExpectMsg<KycRequest>();

        actor.Tell(StopPayment.Instance);

        ExpectMsg<AskAgain>();
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_hand_off_waits_for_the_persist_that_is_under_way()
    {
        var actor = Incarnate();
        Watch(actor);
        Ask(actor);
        actor.Tell(StopPayment.Instance);
        ExpectMsg<AskAgain>();
        ExpectTerminated(actor);
        Stored().Count.ShouldBe(1);
    }

    private IActorRef Incarnate()
    {
        var context = new PaymentActorContext(
            () => new PaymentDecider(
                new ScoringRules(ScoringPolicy.Initial, new Dictionary<string, decimal> { ["DE"] = 10m }, new Dictionary<string, decimal> { ["card"] = 20m }),
                Deadline,
                ContractMapping.Encode),
            new KycPatience(Retry, Grace),
            _ => _resumedAt,
            (request, _) => _kyc.Tell(request),
            _time);
        return _shard.ChildActorOf(PaymentActor.PropsFor(Payment.PaymentId, context));
    }

    private void Ask(IActorRef actor) => actor.Tell(new ScorePayment(Payment, Origin), TestActor);

    private TestProbe Answer(IActorRef actor, decimal? score, string? walletId = null, string? requestId = null)
    {
        var asker = CreateTestProbe();
        actor.Tell(new DeliverKycAnswer("pay-1", new KycAnswer(score, requestId ?? RequestId, requestId ?? RequestId, "pay-1", walletId ?? "wallet-1")), asker);
        return asker;
    }

    private DecisionBytes Decide()
    {
        var actor = Incarnate();
        Ask(actor);
        _kyc.ExpectMsg<KycRequest>();
        Answer(actor, 40m);
        var decision = ExpectMsg<PaymentScored>().Decision;
        _shard.ExpectMsg<Passivate>();
        Stop(actor);
        return decision;
    }

    private void Stop(IActorRef actor)
    {
        var watcher = CreateTestProbe();
        watcher.Watch(actor);
        actor.Tell(StopPayment.Instance);
        watcher.ExpectTerminated(actor);
    }

    // Each request tells that the actor has seen the time that passed before.
    private void AskedAgain(int times)
    {
        _kyc.ExpectMsg<KycRequest>();
        for (var time = 0; time < times; time++)
        {
            Pass(Math.Min(1 << time, 4) * Retry);
            _kyc.ExpectMsg<KycRequest>();
        }
    }

    // The actor's clock and its timers move together.
    private void Pass(TimeSpan time)
    {
        _time.Advance(time);
        Scheduler.Advance(time);
    }

    private List<PaymentEvent> Stored()
    {
        var probe = CreateTestProbe();
        var reader = Sys.ActorOf(Props.Create(() => new JournalReader(PaymentActor.PersistenceIdOf("pay-1"), probe.Ref)));
        var events = probe.ExpectMsg<List<PaymentEvent>>();
        Sys.Stop(reader);
        return events;
    }

    private sealed class JournalReader : ReceivePersistentActor
    {
        private readonly List<PaymentEvent> _events = [];

        public JournalReader(string persistenceId, IActorRef reportTo)
        {
            PersistenceId = persistenceId;
            Recover<PaymentEvent>(_events.Add);
            Recover<RecoveryCompleted>(_ => reportTo.Tell(_events));
        }

        public override string PersistenceId { get; }
    }
}
