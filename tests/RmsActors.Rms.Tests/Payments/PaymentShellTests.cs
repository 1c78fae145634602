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

    private readonly PaymentShell<string> _shell;
    private bool _hasRoom = true;

    public PaymentShellTests() => _shell = new(
        () => new PaymentDecider(
            new ScoringRules(ScoringPolicy.Initial, new Dictionary<string, decimal>(), new Dictionary<string, decimal>()), Deadline, ContractMapping.Encode),
        new KycPatience(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5)),
        () => DateTimeOffset.MinValue,
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

    private IReadOnlyList<ShellEffect<string>> Score(long offset) =>
        _shell.Score(new ScorePayment(Payment, new RecordOrigin("t", 0, offset)), KycCorrelation.RequestIdOf("pay-1"), "asker", Noon);

    private bool Decides(DateTimeOffset now) =>
        _shell.Wake(now).OfType<ShellEffect<string>.Persist>().Any(persist => persist.Event is PaymentEvent.PaymentDecided);
}
