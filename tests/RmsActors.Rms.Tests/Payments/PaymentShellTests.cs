using RmsActors.Contracts;
using RmsActors.Domain.Payments;
using RmsActors.Domain.Scoring;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Tests.Payments;

public sealed class PaymentShellTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Payment Payment = new("pay-1", "wallet-1", 12.50m, "EUR", "DE", "card", Noon);

    private static readonly KycAnswer s_answer = new(10, null, KycCorrelation.RequestIdOf("pay-1"), "pay-1", "wallet-1");

    private readonly PaymentShell<string> _shell;
    private readonly KycPace _pace = new();
    private bool _hasRoom = true;
    private DateTimeOffset _resumed = DateTimeOffset.MinValue;

    public PaymentShellTests() => _shell = NewShell();

    private PaymentShell<string> NewShell() => new(
        () => new PaymentDecider(
            new ScoringRules(ScoringPolicy.Initial, new Dictionary<string, decimal>(), new Dictionary<string, decimal>()), Deadline, ContractMapping.Encode),
        new KycPatience(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5)),
        () => _resumed,
        _pace,
        () => _hasRoom);

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(30)]
    public void However_long_the_journal_takes_KYC_has_its_full_time_from_when_it_could_first_be_asked(int journalSeconds)
    {
        var stored = Noon + TimeSpan.FromSeconds(journalSeconds);
        var persist = Score(offset: 0)
            .OfType<ShellEffect<string>.Persist>().Single();

        _shell.Persisted(persist, stored).OfType<ShellEffect<string>.RequestKyc>().Count().ShouldBe(1);

        Decides(stored + Deadline - TimeSpan.FromMilliseconds(1)).ShouldBeFalse();
        Decides(stored + Deadline).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_decided_payment_that_was_repeated_stays_for_more_of_the_same_only_while_there_is_room(bool room)
    {
        _hasRoom = room;
        var persist = Score(offset: 0).OfType<ShellEffect<string>.Persist>().Single();
        _shell.Persisted(persist, Noon);
        var decide = _shell.Wake(Noon + Deadline).OfType<ShellEffect<string>.Persist>().Single();
        Score(offset: 0);

        var effects = _shell.Persisted(decide, Noon + Deadline);

        effects.OfType<ShellEffect<string>.WakeAfter>().Any().ShouldBe(room);
        effects.OfType<ShellEffect<string>.Passivate>().Any().ShouldBe(!room);
    }

    [Theory]
    [InlineData(0, new[] { 0, 2, 6, 14, 22 })]
    [InlineData(1, new[] { 0, 2, 6, 14, 22 })]
    [InlineData(3, new[] { 0, 6, 12, 20 })]
    [InlineData(3_600, new[] { 0, 8, 16, 24 })]
    public void KYC_is_asked_again_only_after_more_than_its_answers_usually_take_now_and_in_the_end_it_is(int usual, int[] seconds)
    {
        Usually(usual);
        _resumed = DateTimeOffset.MaxValue;

        Requests(Noon, TimeSpan.FromSeconds(25)).ShouldBe(seconds);
    }

    [Fact]
    public void Where_the_clock_is_set_back_KYC_is_asked_again_as_if_it_never_had_been_later()
    {
        _shell.Persisted(Score(offset: 0).OfType<ShellEffect<string>.Persist>().Single(), Noon);
        var back = Noon - TimeSpan.FromHours(1);

        Asks(back).ShouldBeTrue();
        Asks(back + TimeSpan.FromSeconds(3)).ShouldBeFalse();
        Asks(back + TimeSpan.FromSeconds(4)).ShouldBeTrue();
    }

    [Fact]
    public void That_KYC_has_become_slow_is_seen_also_by_who_has_asked_already()
    {
        _shell.Persisted(Score(offset: 0).OfType<ShellEffect<string>.Persist>().Single(), Noon);
        Usually(3);

        Asks(Noon + TimeSpan.FromSeconds(5)).ShouldBeFalse();
        Asks(Noon + TimeSpan.FromSeconds(6)).ShouldBeTrue();
    }

    [Fact]
    public void What_an_answer_takes_from_the_first_request_is_what_KYC_usually_takes()
    {
        _shell.Persisted(Score(offset: 0).OfType<ShellEffect<string>.Persist>().Single(), Noon);
        Asks(Noon + TimeSpan.FromSeconds(2)).ShouldBeTrue();

        _shell.Answer(s_answer, "asker", onOwner: true, Noon + TimeSpan.FromSeconds(4)).OfType<ShellEffect<string>.Persist>().Count().ShouldBe(1);

        _pace.Usual.ShouldBe(TimeSpan.FromSeconds(4) / 16);
    }

    [Fact]
    public void Neither_who_gives_up_nor_who_was_recovered_tells_what_KYC_usually_takes()
    {
        var started = Score(offset: 0).OfType<ShellEffect<string>.Persist>().Single();
        _shell.Persisted(started, Noon);
        Decides(Noon + Deadline).ShouldBeTrue();
        var recovered = NewShell();
        recovered.Recover(started.Event);
        recovered.Recovered(Noon + Deadline);

        recovered.Answer(s_answer, "asker", onOwner: true, Noon + (2 * Deadline)).OfType<ShellEffect<string>.Persist>().Count().ShouldBe(1);

        _pace.Usual.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void While_answers_cannot_come_through_a_payment_looks_again_before_it_would_ask_again()
    {
        Usually(3_600);
        _resumed = DateTimeOffset.MaxValue;
        var persist = Score(offset: 0).OfType<ShellEffect<string>.Persist>().Single();

        _shell.Persisted(persist, Noon).OfType<ShellEffect<string>.WakeAfter>().Single().Delay.ShouldBe(TimeSpan.FromSeconds(5));
    }

    private void Usually(int seconds)
    {
        for (var answers = 0; answers < 1_000; answers++)
        {
            _pace.Answered(TimeSpan.FromSeconds(seconds));
        }
    }

    private bool Asks(DateTimeOffset now) => _shell.Wake(now).OfType<ShellEffect<string>.RequestKyc>().Any();

    // The seconds at which it asks, woken every second until it gives up.
    private int[] Requests(DateTimeOffset from, TimeSpan during)
    {
        var persist = Score(offset: 0).OfType<ShellEffect<string>.Persist>().Single();
        List<(int Second, IReadOnlyList<ShellEffect<string>> Effects)> steps = [(0, _shell.Persisted(persist, from))];
        for (var second = 1; from + TimeSpan.FromSeconds(second) < from + during; second++)
        {
            steps.Add((second, _shell.Wake(from + TimeSpan.FromSeconds(second))));
        }

        return [.. steps.Where(step => step.Effects.OfType<ShellEffect<string>.RequestKyc>().Any()).Select(step => step.Second)];
    }

    private IReadOnlyList<ShellEffect<string>> Score(long offset) =>
        _shell.Score(new ScorePayment(Payment, new RecordOrigin("t", 0, offset)), KycCorrelation.RequestIdOf("pay-1"), "asker", Noon);

    private bool Decides(DateTimeOffset now) =>
        _shell.Wake(now).OfType<ShellEffect<string>.Persist>().Any(persist => persist.Event is PaymentEvent.PaymentDecided);
}
