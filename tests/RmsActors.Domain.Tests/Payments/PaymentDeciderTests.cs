using RmsActors.Domain.Payments;
using RmsActors.Domain.Scoring;
using static RmsActors.Domain.Tests.Payments.Example;
using static RmsActors.Domain.Tests.Payments.PaymentScenario;

namespace RmsActors.Domain.Tests.Payments;

public class PaymentDeciderTests
{
    private static readonly PaymentCommand StartScoring = new PaymentCommand.StartScoring(Original, RequestId);
    private static readonly PaymentCommand OtherContent = new PaymentCommand.StartScoring(Original with { Amount = 13m }, RequestId);
    private static readonly DateTimeOffset Late = Deadline.AddSeconds(1);

    // New

    [Fact]
    public void A_new_payment_starts_to_be_scored() => Given()
        .When(StartScoring, at: Received)
        .Then(new PaymentReply.Undecided(ContentConflict: false), Started());

    [Fact]
    public void An_answer_to_a_question_that_nobody_asked_is_ignored() => Given()
        .When(new PaymentCommand.TakeKycAnswer(Answer()))
        .Then(Ignored(AnswerIgnoredBecause.NothingAsked));

    [Fact]
    public void There_is_nothing_to_give_up_on_a_new_payment() => Given()
        .When(GiveUp(), at: Late)
        .Then(PaymentReply.NothingDue.Instance);

    // AwaitingKyc

    [Fact]
    public void A_payment_that_is_being_scored_can_be_asked_for_again() => Given(Started())
        .When(StartScoring)
        .Then(new PaymentReply.Undecided(ContentConflict: false));

    [Fact]
    public void Other_content_for_the_same_payment_is_reported_and_not_taken() => Given(Started())
        .When(OtherContent)
        .Then(new PaymentReply.Undecided(ContentConflict: true));

    [Fact]
    public void The_same_instant_with_another_offset_is_the_same_content() => Given(Started())
        .When(new PaymentCommand.StartScoring(Original with { CreatedAt = Original.CreatedAt.ToOffset(TimeSpan.FromHours(2)) }, RequestId))
        .Then(new PaymentReply.Undecided(ContentConflict: false));

    [Fact]
    public void The_answer_decides() => Given(Started())
        .When(new PaymentCommand.TakeKycAnswer(Answer(40m)))
        .Then(new PaymentReply.AnswerTaken(Late: false), Scored(40m, Now));

    [Fact]
    public void An_unknown_wallet_scores_the_default_and_the_decision_says_so()
    {
        var state = Given(Started()).When(new PaymentCommand.TakeKycAnswer(Answer(score: null))).ThenState();
        state.ShouldBeOfType<PaymentState.Decided>().Decision.Assessment.User.ShouldBe(new ScoreInput(100m, 0.5m, Defaulted: true));
    }

    [Fact]
    public void An_answer_after_the_deadline_but_before_the_decision_counts() => Given(Started())
        .When(new PaymentCommand.TakeKycAnswer(Answer(40m)), at: Late)
        .Then(new PaymentReply.AnswerTaken(Late: false), Scored(40m, Late));

    public static TheoryData<string, AnswerIgnoredBecause> Foreign => new()
    {
        { "no correlation", AnswerIgnoredBecause.NoCorrelation },
        { "request in value", AnswerIgnoredBecause.OtherRequest },
        { "request in header", AnswerIgnoredBecause.OtherRequest },
        { "payment", AnswerIgnoredBecause.OtherPayment },
        { "wallet", AnswerIgnoredBecause.OtherWallet },
        { "wallet in other case", AnswerIgnoredBecause.OtherWallet },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void An_answer_to_another_question_is_ignored(string what, AnswerIgnoredBecause because)
    {
        foreach (var history in new PaymentEvent[][] { [Started()], [Started(), Scored(40m, Now)], [Started(), TimedOut(Late)] })
        {
            Given(history).When(new PaymentCommand.TakeKycAnswer(ForeignAnswer(what)), at: Late).Then(Ignored(because));
        }
    }

    [Theory]
    [InlineData("value")]
    [InlineData("header")]
    public void An_answer_may_name_no_more_than_the_request(string where)
    {
        var answer = where == "value" ? new KycAnswer(40m, null, RequestId, null, null) : new KycAnswer(40m, RequestId, null, null, null);
        Given(Started()).When(new PaymentCommand.TakeKycAnswer(answer)).Then(new PaymentReply.AnswerTaken(Late: false), Scored(40m, Now));
    }

    [Fact]
    public void Nothing_is_given_up_before_the_deadline() => Given(Started())
        .When(GiveUp(), at: Deadline.AddTicks(-1))
        .Then(PaymentReply.NothingDue.Instance);

    [Fact]
    public void At_the_deadline_the_fallback_decides()
    {
        var decided = TimedOut(Deadline);
        Given(Started()).When(GiveUp(), at: Deadline).Then(new PaymentReply.DecisionMade(decided.Bytes, ContentConflict: false), decided);
        decided.Decision.Assessment.Verdict.ShouldBe(Verdict.Review);
    }

    [Fact]
    public void The_fallback_waits_while_the_answer_may_be_there_unread()
    {
        var notBefore = Deadline.AddSeconds(3);
        Given(Started()).When(GiveUp(notBefore), at: notBefore.AddTicks(-1)).Then(PaymentReply.NothingDue.Instance);
        var decided = TimedOut(notBefore);
        Given(Started()).When(GiveUp(notBefore), at: notBefore).Then(new PaymentReply.DecisionMade(decided.Bytes, ContentConflict: false), decided);
    }

    // Decided

    [Fact]
    public void A_decided_payment_answers_with_the_bytes_that_were_stored() => Given(Started(), Scored(40m, Now))
        .When(StartScoring, at: Late)
        .Then(new PaymentReply.DecisionMade(Scored(40m, Now).Bytes, ContentConflict: false));

    [Fact]
    public void Other_content_after_the_decision_gets_the_decision_and_is_reported() => Given(Started(), Scored(40m, Now))
        .When(OtherContent, at: Late)
        .Then(new PaymentReply.DecisionMade(Scored(40m, Now).Bytes, ContentConflict: true));

    [Fact]
    public void A_second_answer_changes_nothing_even_if_it_differs() => Given(Started(), Scored(40m, Now))
        .When(new PaymentCommand.TakeKycAnswer(Answer(99m)))
        .Then(Ignored(AnswerIgnoredBecause.AlreadyAnswered));

    [Fact]
    public void An_answer_after_the_fallback_is_stored_with_what_it_would_have_decided()
    {
        var late = new PaymentEvent.LateKycAnswerReceived(Answer(40m), Verdict.Approve, 27m, Late);
        var scenario = Given(Started(), TimedOut(Deadline)).When(new PaymentCommand.TakeKycAnswer(Answer(40m)), at: Late);
        scenario.Then(new PaymentReply.AnswerTaken(Late: true), late);
        var decided = scenario.ThenState().ShouldBeOfType<PaymentState.Decided>();
        decided.Decision.ShouldBe(TimedOut(Deadline).Decision);
        decided.LateAnswer.ShouldBe(Answer(40m));
    }

    [Fact]
    public void Only_the_first_late_answer_is_stored() =>
        Given(Started(), TimedOut(Deadline), new PaymentEvent.LateKycAnswerReceived(Answer(40m), Verdict.Approve, 27m, Late))
            .When(new PaymentCommand.TakeKycAnswer(Answer(40m)), at: Late)
            .Then(Ignored(AnswerIgnoredBecause.AlreadyAnswered));

    [Fact]
    public void There_is_nothing_to_give_up_on_a_decided_payment() => Given(Started(), Scored(40m, Now))
        .When(GiveUp(), at: Late)
        .Then(PaymentReply.NothingDue.Instance);

    // What is owed

    [Fact]
    public void Only_a_payment_that_waits_for_KYC_owes_a_request()
    {
        PaymentDecider.Pending(PaymentState.New.Instance).ShouldBeEmpty();
        PaymentDecider.Pending(State(Started()))
            .ShouldBe([new PaymentEffect.RequestKyc(RequestId, Original.PaymentId, Original.WalletId, Received, Deadline)]);
        PaymentDecider.Pending(State(Started(), Scored(40m, Now))).ShouldBeEmpty();
    }

    [Fact]
    public void An_event_that_cannot_follow_is_a_damaged_journal()
    {
        Should.Throw<InvalidOperationException>(() => State(Scored(40m, Now)));
        Should.Throw<InvalidOperationException>(() => State(Started(), Started()));
        Should.Throw<InvalidOperationException>(() => State(Started(), Scored(40m, Now), Scored(41m, Now)))
            .Message.ShouldBe("PaymentDecided cannot follow on Decided");
    }

    private static PaymentState State(params PaymentEvent[] history) => history.Aggregate((PaymentState)PaymentState.New.Instance, PaymentDecider.Evolve);

    private static PaymentCommand GiveUp(DateTimeOffset? notBefore = null) => new PaymentCommand.GiveUpOnKyc(notBefore ?? DateTimeOffset.MinValue);

    private static PaymentReply Ignored(AnswerIgnoredBecause because) => new PaymentReply.AnswerIgnored(because);

    private static KycAnswer ForeignAnswer(string what) => what switch
    {
        "no correlation" => Answer() with { RequestId = null, CorrelationHeader = null },
        "request in value" => Answer() with { RequestId = "pay-2~cafe0002" },
        "request in header" => Answer() with { CorrelationHeader = "pay-2~cafe0002" },
        "payment" => Answer() with { PaymentId = "pay-2" },
        "wallet" => Answer() with { WalletId = "wallet-2" },
        "wallet in other case" => Answer() with { WalletId = "WALLET-1" },
        _ => throw new ArgumentOutOfRangeException(nameof(what), what),
    };
}
