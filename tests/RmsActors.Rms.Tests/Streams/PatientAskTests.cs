using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;
using RmsActors.Domain.Payments;
using RmsActors.Hosting;
using RmsActors.Rms.Payments;
using RmsActors.Rms.Quarantine;
using RmsActors.Rms.Streams;
using RmsActors.Testing;

namespace RmsActors.Rms.Tests.Streams;

/// <summary>A payment is asked until it answers, or until it is quarantined and has not answered.</summary>
public class PatientAskTests : TestKit
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly KycAnswerHandled Handled = new(KycAnswerFate.Taken, OnOwner: true);
    private readonly FakeTimeProvider _time = new();
    private readonly QuarantinedPayments _quarantined = new();
    private readonly TestProbe _region;
    private readonly PatientAsk _ask;

    public PatientAskTests()
    {
        _region = CreateTestProbe();
        // It repeats the question on the system's own clock; not within these tests.
        _ask = new PatientAsk(new PaymentRegion(_region, new PaymentShard(1), TimeSpan.FromMinutes(10), new Counters(), _time), _quarantined, Interval, _time);
    }

    [Fact]
    public async Task An_answer_that_comes_at_once_costs_no_look_even_for_a_quarantined_payment()
    {
        Quarantine();
        var asked = AskAsync();
        await _region.ExpectMsgAsync<DeliverKycAnswer>();

        _region.Reply(Handled);

        (await asked).ShouldBe((Handled, null));
        _quarantined.TakeAsked().ShouldBeFalse();
    }

    [Fact]
    public async Task Without_an_answer_a_quarantined_payment_is_given_up()
    {
        var asked = AskAsync();
        await _region.ExpectMsgAsync<DeliverKycAnswer>();
        _time.Advance(Interval);
        await Eventually.TrueAsync(() => _quarantined.TakeAsked(), "it looks");
        asked.IsCompleted.ShouldBeFalse();

        Quarantine();
        await AdvanceUntilAsync(() => asked.IsCompleted);

        (await asked).ShouldBe((null, "damaged"));
    }

    [Fact]
    public async Task A_quarantine_read_before_the_question_does_not_count_since_it_may_be_over()
    {
        Quarantine();
        _time.Advance(TimeSpan.FromTicks(1));
        var asked = AskAsync();
        await _region.ExpectMsgAsync<DeliverKycAnswer>();
        _time.Advance(Interval);
        await Eventually.TrueAsync(() => _quarantined.TakeAsked(), "it looks");
        _time.Advance(Interval);
        await Eventually.TrueAsync(() => _quarantined.TakeAsked(), "it looks again");

        _region.Reply(Handled);

        (await asked).ShouldBe((Handled, null));
    }

    [Fact]
    public async Task Cancelled_it_ends()
    {
        using var cancel = new CancellationTokenSource();
        var asked = _ask.AskAsync<KycAnswerHandled>(Question, cancel.Token);
        await _region.ExpectMsgAsync<DeliverKycAnswer>();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asked);
    }

    private static DeliverKycAnswer Question => new("pay-1", new KycAnswer(40m, "r", "r", null, null));

    private Task<(KycAnswerHandled? Answer, string? Quarantined)> AskAsync() => _ask.AskAsync<KycAnswerHandled>(Question, default);

    private void Quarantine() => _quarantined.Replace([new QuarantinedPayment("pay-1", "damaged", default)], _time.GetTimestamp());

    private Task AdvanceUntilAsync(Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            _time.Advance(Interval);
            return condition();
        },
        "the time has passed");
}
