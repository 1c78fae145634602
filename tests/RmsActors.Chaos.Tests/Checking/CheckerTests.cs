using System.Text;
using RmsActors.Chaos.Checking;
using RmsActors.Contracts;

namespace RmsActors.Chaos.Tests.Checking;

public sealed class CheckerTests
{
    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    [Fact]
    public void A_payment_that_went_its_way_breaks_no_rule_and_is_counted()
    {
        var verdict = Seen.Whole().Verdict();

        verdict.ShouldHold();
        verdict.Counts.Payments.ShouldBe(1);
        verdict.Counts.Decided.ShouldBe(1);
        verdict.Counts.Lost.ShouldBe(0);
        verdict.Counts.WorstMilliseconds.ShouldBe(5_000);
    }

    [Fact]
    public void Rule_1_an_accepted_payment_without_a_decision_is_lost_and_its_history_is_told()
    {
        var seen = Seen.Asked();
        seen.History.Fault("crash", "node 2", seen.Now);

        var verdict = seen.Verdict();

        verdict.Counts.Lost.ShouldBe(1);
        var history = string.Join('\n', verdict.ShouldBreakOnly(Rule.NothingLost).History);
        history.ShouldContain("accepted");
        history.ShouldContain("PAYMENT-DETAILS [0] @0 key p1");
        history.ShouldContain("fault: crash: node 2");
    }

    [Theory]
    [InlineData("Declined")]
    [InlineData("AwaitingAntifraud")]
    [InlineData(null)]
    public void Rule_1_the_status_must_be_the_decision(string? status)
    {
        var seen = Seen.Asked().Decided(Seen.Decision());

        var verdict = (status is null ? seen : seen.Status(status)).Verdict();

        verdict.ShouldBreakOnly(Rule.NothingLost);
        verdict.Counts.Lost.ShouldBe(1);
    }

    [Fact]
    public void Rule_1_a_final_status_never_changes() =>
        Seen.Whole().Status("Declined").Verdict().ShouldBreakOnly(Rule.NothingLost);

    [Fact]
    public void Rule_1_a_quarantined_payment_is_not_lost()
    {
        var seen = Seen.Asked().DeadLetter(Topics.PaymentDetails, Seen.Id, MessageCodec.Encode(Seen.Details()), 0, "quarantined by hand").Committed(1);
        var verdict = seen.Verdict(new Expectations(Quarantine: true));

        verdict.ShouldHold();
        verdict.Counts.DeadLettered.ShouldBe(1);
        seen.Verdict().ShouldBreakOnly(Rule.PoisonPutAside);
    }

    [Fact]
    public void Rule_1_a_poison_reply_in_the_dead_letters_excuses_nothing()
    {
        var poison = MessageCodec.Encode(Seen.Reply(score: 100.01m));

        Seen.Asked().Injected(Topics.WalletKycResponse, Seen.Id, poison).DeadLetter(Topics.WalletKycResponse, Seen.Id, poison, 1, "score")
            .Verdict().ShouldBreakOnly(Rule.NothingLost);
    }

    [Fact]
    public void Rule_2_two_different_decisions_conflict()
    {
        var verdict = Seen.Whole().Decided(Seen.Decision() with { DecidedAt = Seen.Start.AddSeconds(2) }).Verdict();

        verdict.ShouldBreakOnly(Rule.OneDecision).PaymentId.ShouldBe(Seen.Id);
        verdict.Counts.Conflicting.ShouldBe(1);
    }

    [Fact]
    public void Rule_2_identical_duplicates_are_counted_and_harmless()
    {
        var verdict = Seen.Whole().Decided(Seen.Decision()).Decided(Seen.Decision()).Verdict();

        verdict.ShouldHold();
        verdict.Counts.DuplicateDecisions.ShouldBe(2);
    }

    [Fact]
    public void Rule_2_the_same_value_under_another_key_is_another_decision() =>
        Seen.Whole().Record(Topics.PayDecision, "p2", MessageCodec.Encode(Seen.Decision())).Verdict()
            .Violations.ShouldAllBe(v => v.Rule == Rule.OneDecision && v.PaymentId == Seen.Id);

    public static TheoryData<PayDecision> NotRecomputable() => new(
        Seen.Decision() with { RiskScore = 37.000001m },
        Seen.Decision() with { Decision = DecisionKind.Decline },
        Seen.Decision() with { Threshold = 36.999m },
        Seen.Decision() with { Decision = DecisionKind.Review },
        Seen.Decision() with { Scores = Seen.Decision().Scores with { Country = new(50m, 0.4m, false) } },
        Seen.Decision() with { Scores = Seen.Decision().Scores with { Country = new(null, 0.3m, false) } },
        Seen.Decision() with { Scores = Seen.Decision().Scores with { User = new(null, 0.5m, false) } },
        Seen.Decision() with { RiskScore = 37.5m, Scores = Seen.Decision().Scores with { User = new(41m, 0.5m, false) } },
        Seen.Decision() with { Scores = Seen.Decision().Scores with { User = new(40m, 0.5m, true) } });

    [Theory]
    [MemberData(nameof(NotRecomputable))]
    public void Rule_3_a_decision_follows_from_its_inputs_and_they_from_the_reply(PayDecision decision) =>
        Seen.Asked().Decided(decision).Status(decision.Decision == DecisionKind.Approve ? "Approved" : decision.Decision == DecisionKind.Decline ? "Declined" : "InReview")
            .Verdict().ShouldBreakOnly(Rule.Recomputable);

    [Fact]
    public void Rule_3_exactly_the_threshold_approves() =>
        Seen.Asked().Decided(Seen.Decision() with { Threshold = 37m }).Status("Approved").Verdict().ShouldHold();

    [Fact]
    public void Rule_3_a_reply_to_another_request_is_no_source_of_a_score() =>
        Seen.Asked().Record(Topics.WalletKycResponse, Seen.Id, MessageCodec.Encode(Seen.Reply(score: 60m) with { RequestId = KycCorrelation.RequestIdOf("p2") }))
            .Decided(Seen.Decision() with { RiskScore = 47m, Scores = Seen.Decision().Scores with { User = new(60m, 0.5m, false) } }).Status("Approved")
            .Verdict().ShouldBreakOnly(Rule.Recomputable);

    [Fact]
    public void Rule_3_an_unknown_wallet_scores_a_default()
    {
        var unknown = new KycReply(KycStatus.UnknownWallet, null, null, Seen.Id, "w1", Seen.Start);
        var decision = Seen.Decision() with { RiskScore = 67m, Scores = Seen.Decision().Scores with { User = new(100m, 0.5m, true) } };

        Seen.Asked().Record(Topics.WalletKycResponse, Seen.Id, MessageCodec.Encode(unknown), KycCorrelation.RequestIdOf(Seen.Id)).Decided(decision).Status("Approved")
            .Verdict().ShouldHold();
    }

    [Fact]
    public void Rule_3_silence_is_decided_by_the_fallback_and_not_before_the_deadline()
    {
        var late = Seen.Silence() with { DecidedAt = Seen.Start.AddSeconds(10) };

        Seen.Asked().Decided(late).Status("InReview").Verdict().ShouldHold();
        Seen.Asked().Decided(Seen.Silence()).Status("InReview").Verdict().ShouldBreakOnly(Rule.Recomputable);
        Seen.Asked().Decided(late with { Decision = DecisionKind.Approve }).Status("Approved").Verdict().ShouldBreakOnly(Rule.Recomputable);
    }

    [Fact]
    public void Rule_3_a_policy_version_means_one_policy()
    {
        var other = Seen.Decision("p2") with { Threshold = 60m };

        Seen.Whole().Also(Seen.Details("p2"), other).Verdict().ShouldBreakOnly(Rule.Recomputable);
    }

    // 37 with the country's share of 15 replaced, or the payment type's of 2.
    private static PayDecision Scoring(string id, decimal country, decimal paymentType, bool countryDefaulted = false) => Seen.Decision(id) with
    {
        RiskScore = 20m + (0.3m * country) + (0.2m * paymentType),
        Scores = Seen.Decision().Scores with { Country = new(country, 0.3m, countryDefaulted), PaymentType = new(paymentType, 0.2m, false) },
    };

    [Fact]
    public void Rule_3_a_country_and_a_payment_type_score_the_same_for_every_payment()
    {
        Seen.Whole().Also(Seen.Details("p2"), Seen.Decision("p2")).Verdict().ShouldHold();
        Seen.Whole().Also(Seen.Details("p2"), Scoring("p2", 51m, 10m)).Also(Seen.Details("p3"), Seen.Decision("p3")).Verdict().ShouldBreakOnly(Rule.Recomputable).PaymentId.ShouldBe("p2");
        Seen.Whole().Also(Seen.Details("p2"), Scoring("p2", 50m, 11m)).Also(Seen.Details("p3"), Seen.Decision("p3")).Verdict().ShouldBreakOnly(Rule.Recomputable).PaymentId.ShouldBe("p2");
        Seen.Whole().Also(Seen.Details("p2"), Scoring("p2", 100m, 10m, countryDefaulted: true)).Verdict().ShouldBreakOnly(Rule.Recomputable);
        Seen.Whole().Also(Seen.Details("p2") with { Country = "FR", PaymentType = "crypto" }, Scoring("p2", 51m, 11m)).Verdict().ShouldHold();
    }

    [Fact]
    public void Rule_3_a_decision_on_content_that_was_sent_once_KYC_had_been_asked_is_found()
    {
        var other = Seen.Details() with { Country = "KP" };
        Seen Known() => Seen.Asked().Also(Seen.Details("p2") with { Country = "KP" }, Scoring("p2", 90m, 10m)).Also(Seen.Details("p3"), Seen.Decision("p3"))
            .Record(Topics.PaymentDetails, Seen.Id, MessageCodec.Encode(other));

        Known().Decided(Seen.Decision()).Status("Approved").Verdict().ShouldHold();
        Known().Decided(Scoring(Seen.Id, 90m, 10m)).Status("Approved").Verdict().ShouldBreakOnly(Rule.Recomputable);
    }

    [Fact]
    public void Rule_3_either_of_two_contents_may_be_the_first_but_no_decision_is_of_both()
    {
        var other = Seen.Details() with { Country = "KP", PaymentType = "crypto", WalletId = "w2" };
        Seen Known(string asked, string answered) => new Seen().Accepted()
            .Also(Seen.Details("p2") with { Country = "KP", PaymentType = "crypto" }, Scoring("p2", 90m, 80m)).Also(Seen.Details("p3"), Seen.Decision("p3"))
            .Record(Topics.PaymentDetails, Seen.Id, MessageCodec.Encode(Seen.Details())).Record(Topics.PaymentDetails, Seen.Id, MessageCodec.Encode(other))
            .Record(Topics.WalletKycRequest, Seen.Id, MessageCodec.Encode(new KycRequest(KycCorrelation.RequestIdOf(Seen.Id), Seen.Id, asked, 1, Seen.Start, Seen.Start.AddSeconds(10))))
            .Record(Topics.WalletKycResponse, Seen.Id, MessageCodec.Encode(Seen.Reply() with { WalletId = answered }));

        Known("w1", "w1").Decided(Seen.Decision()).Status("Approved").Verdict().ShouldHold();
        Known("w2", "w2").Decided(Scoring(Seen.Id, 90m, 80m)).Status("Approved").Verdict().ShouldHold();

        Known("w1", "w1").Decided(Scoring(Seen.Id, 90m, 80m)).Status("Approved").Verdict().ShouldBreakOnly(Rule.Recomputable);
        Known("w1", "w1").Decided(Scoring(Seen.Id, 90m, 10m)).Status("Approved").Verdict().ShouldBreakOnly(Rule.Recomputable);
        Known("w1", "w2").Decided(Seen.Decision()).Status("Approved").Verdict().ShouldBreakOnly(Rule.Recomputable);
    }

    [Fact]
    public void Rule_3_a_payment_is_decided_on_some_content() =>
        Seen.Whole().Record(Topics.WalletKycResponse, "p2", MessageCodec.Encode(Seen.Reply("p2"))).Decided(Seen.Decision("p2")).Verdict().ShouldBreakOnly(Rule.Recomputable);

    [Fact]
    public void Rule_3_what_is_unknown_scores_the_policys_default()
    {
        Seen Unknown(decimal score) => Seen.Whole().Also(Seen.Details("p2") with { Country = "ZZ" }, Scoring("p2", score, 10m, countryDefaulted: true));
        var drawn = new Expectations(DefaultScore: null);

        Unknown(100m).Verdict().ShouldHold();
        Unknown(50m).Verdict().ShouldBreakOnly(Rule.Recomputable);
        Unknown(50m).Verdict(drawn).ShouldHold();
        Unknown(50m).Also(Seen.Details("p3") with { Country = "YY" }, Scoring("p3", 60m, 10m, countryDefaulted: true)).Verdict(drawn).ShouldBreakOnly(Rule.Recomputable);
    }

    [Fact]
    public void Rule_4_no_committed_offset_is_above_a_payment_that_was_undecided_then() =>
        Seen.Asked().Committed(1).Decided(Seen.Decision()).Status("Approved").Verdict().ShouldBreakOnly(Rule.OffsetsBehindDecisions);

    [Fact]
    public void Rule_4_the_record_itself_may_be_seen_later_than_the_offset()
    {
        var seen = new Seen().Accepted().Committed(1).Record(Topics.PaymentDetails, Seen.Id, MessageCodec.Encode(Seen.Details()))
            .Record(Topics.WalletKycResponse, Seen.Id, MessageCodec.Encode(Seen.Reply())).Decided(Seen.Decision()).Status("Approved");

        seen.Verdict().ShouldBreakOnly(Rule.OffsetsBehindDecisions);
    }

    [Fact]
    public void Rule_4_duplicates_of_a_decided_payment_and_dead_lettered_poison_are_done()
    {
        var poison = Text("{}");
        var seen = Seen.Whole().Record(Topics.PaymentDetails, Seen.Id, MessageCodec.Encode(Seen.Details() with { Amount = 7m })).Committed(2)
            .Injected(Topics.PaymentDetails, null, poison).DeadLetter(Topics.PaymentDetails, null, poison, 2, "members are missing").Committed(3);

        var verdict = seen.Verdict();

        verdict.ShouldHold();
        verdict.Counts.ContentConflicts.ShouldBe(1);
    }

    [Fact]
    public void Rule_4_poison_is_not_done_before_its_dead_letter_is_there()
    {
        var poison = Text("{}");

        Seen.Whole().Injected(Topics.PaymentDetails, null, poison).Committed(2).DeadLetter(Topics.PaymentDetails, null, poison, 1, "members are missing")
            .Verdict().ShouldBreakOnly(Rule.OffsetsBehindDecisions);
    }

    public static TheoryData<string, string?> Poison()
    {
        var data = new TheoryData<string, string?>();
        foreach (var topic in Topics.All)
        {
            data.Add(topic, null);
            data.Add(topic, "");
            data.Add(topic, "no JSON");
            data.Add(topic, "{\"paymentId\":7}");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Poison))]
    public void Rule_5_poison_must_be_in_the_dead_letters_byte_for_byte_with_a_reason(string topic, string? value)
    {
        var bytes = value is null ? null : Text(value);
        const int at = 1;
        Seen With() => Seen.Whole().Injected(topic, "k", bytes);

        With().Verdict().ShouldBreakOnly(Rule.PoisonPutAside);
        With().DeadLetter(topic, "k", bytes, at, "why").DeadLetter(topic, "k", bytes, at, "why").Verdict().ShouldHold();
        With().DeadLetter(topic, "k", bytes, at, " ").Verdict().ShouldBreakOnly(Rule.PoisonPutAside);
        With().DeadLetter(topic, null, bytes, at, "why").Verdict().ShouldBreakOnly(Rule.PoisonPutAside);
        With().DeadLetter(topic, "k", Text(value + " "), at, "why").Verdict().ShouldBreakOnly(Rule.PoisonPutAside);
        With().DeadLetter(topic, "k", value == "" ? null : [], at, "why").Verdict().ShouldBreakOnly(Rule.PoisonPutAside);
    }

    [Theory]
    [MemberData(nameof(Poison))]
    public void Rule_5_poison_comes_from_outside(string topic, string? value)
    {
        var bytes = value is null ? null : Text(value);

        Seen.Whole().Record(topic, "k", bytes).DeadLetter(topic, "k", bytes, 1, "why").Verdict().ShouldBreakOnly(Rule.PoisonPutAside);
        Seen.Whole().Injected(topic, "k", bytes).DeadLetter(topic, "k", bytes, 1, "why").Record(topic, "l", bytes).DeadLetter(topic, "l", bytes, 2, "why")
            .Verdict().ShouldBreakOnly(Rule.PoisonPutAside);
    }

    [Fact]
    public void Rule_5_a_KYC_that_is_set_to_may_reply_scores_out_of_range()
    {
        Seen Replied(byte[] poison) => Seen.Whole().Record(Topics.WalletKycResponse, Seen.Id, poison).DeadLetter(Topics.WalletKycResponse, Seen.Id, poison, 1, "score");
        var outOfRange = MessageCodec.Encode(Seen.Reply(score: 100.01m));
        var set = new Expectations(KycScoresOutOfRange: true);

        Replied(outOfRange).Verdict(set).ShouldHold();
        Replied(outOfRange).Verdict().ShouldBreakOnly(Rule.PoisonPutAside);
        Replied(MessageCodec.Encode(Seen.Reply() with { Score = null })).Verdict(set).ShouldBreakOnly(Rule.PoisonPutAside);
    }

    [Fact]
    public void Rule_5_a_record_that_can_be_read_is_no_dead_letter() =>
        Seen.Whole().DeadLetter(Topics.WalletKycResponse, Seen.Id, MessageCodec.Encode(Seen.Reply()), 0, "score").Verdict().ShouldBreakOnly(Rule.PoisonPutAside);

    [Fact]
    public void Rule_5_a_dead_letter_comes_from_somewhere()
    {
        Seen.Whole().DeadLetter(Topics.PaymentDetails, "k", [], 9, "empty").Verdict().ShouldBreakOnly(Rule.PoisonPutAside);
        Seen.Whole().Record(Topics.DeadLettersOf(Topics.PaymentDetails), "k", []).Verdict().ShouldBreakOnly(Rule.PoisonPutAside);
    }

    [Fact]
    public void Rule_5_antifraud_puts_payments_aside_that_nobody_has_accepted()
    {
        var ready = MessageCodec.Encode(new PaymentReady("unknown"));
        var decision = MessageCodec.Encode(Seen.Decision("unknown"));

        Seen.Whole().Record(Topics.PaymentReadyForAntifraud, "unknown", ready).DeadLetter(Topics.PaymentReadyForAntifraud, "unknown", ready, 1, "no payment").Verdict().ShouldHold();
        Seen.Whole().Record(Topics.PaymentDetails, "unknown", MessageCodec.Encode(Seen.Details("unknown"))).Record(Topics.WalletKycResponse, "unknown", MessageCodec.Encode(Seen.Reply("unknown")))
            .Record(Topics.PayDecision, "unknown", decision).DeadLetter(Topics.PayDecision, "unknown", decision, 1, "no payment").Verdict().ShouldHold();

        var known = MessageCodec.Encode(new PaymentReady(Seen.Id));
        Seen.Whole().DeadLetter(Topics.PaymentReadyForAntifraud, Seen.Id, known, 0, "no payment").Verdict().ShouldBreakOnly(Rule.PoisonPutAside);
    }

    [Fact]
    public void A_history_has_the_journals_events_of_its_payment_in_the_order_of_time()
    {
        var seen = Seen.Asked();
        seen.History.JournalEvent("payment-p1", 1, "started", Seen.Start.AddSeconds(3.5));
        seen.History.JournalEvent("payment-p2", 1, "started", Seen.Start.AddSeconds(3.6));

        var history = seen.Verdict().ShouldBreakOnly(Rule.NothingLost).History;

        history.Count(line => line.Contains("journal", StringComparison.Ordinal)).ShouldBe(1);
        history[3].ShouldContain("journal payment-p1 1: started");
        history[2].ShouldContain("PAYMENT-DETAILS");
        history[4].ShouldContain("WALLET-KYC-REQUEST");
    }

    [Fact]
    public void The_first_violations_have_their_histories_and_the_others_are_counted()
    {
        var seen = new Seen();
        for (var i = 0; i < 25; i++)
        {
            seen.Accepted($"p{i}");
        }

        var verdict = seen.Verdict();

        verdict.Violations.Count(violation => violation.History.Count > 0).ShouldBe(20);
        verdict.Report(mostViolations: 5).ShouldContain("and 20 more");
    }

    [Fact]
    public void Faults_are_counted_by_kind()
    {
        var seen = Seen.Whole();
        seen.History.Fault("crash", "node 1", seen.Now);
        seen.History.Fault("crash", "node 2", seen.Now);

        seen.Verdict().Counts.Faults.ShouldBe(new Dictionary<string, int> { ["crash"] = 2 });
    }
}
