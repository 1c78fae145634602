using Microsoft.Extensions.Time.Testing;
using RmsActors.Rms.Streams;

namespace RmsActors.Rms.Tests.Streams;

public sealed class PaymentAdmissionTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddDays(1));
    private readonly PaymentAdmission _admission;
    private long _live;

    public PaymentAdmissionTests() => _admission = new PaymentAdmission(3, () => _live, _time);

    [Fact]
    public void As_many_enter_as_had_room_at_the_latest_count()
    {
        _time.Advance(PaymentAdmission.Interval);
        _live = 1;
        Enter().IsCompleted.ShouldBeTrue();
        Enter().IsCompleted.ShouldBeTrue();

        // Neither lives yet: who is counted on is not only who lives.
        Enter().IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_waits_enters_once_others_are_put_away_and_in_order()
    {
        _time.Advance(PaymentAdmission.Interval);
        _live = 3;
        var (first, second) = (Enter(), Enter());
        _time.Advance(PaymentAdmission.Interval);
        first.IsCompleted.ShouldBeFalse();

        _live = 2;
        _time.Advance(PaymentAdmission.Interval);

        await first.WaitAsync(TimeSpan.FromSeconds(10));
        second.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_gives_up_keeps_nobody_from_entering()
    {
        _time.Advance(PaymentAdmission.Interval);
        _live = 3;
        using var given = new CancellationTokenSource();
        var first = Enter(given.Token);
        var second = Enter();

        await given.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        _live = 0;
        _time.Advance(PaymentAdmission.Interval);
        _time.Advance(PaymentAdmission.Interval);

        await second.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private Task Enter(CancellationToken cancel = default) => _admission.EnterAsync(cancel).AsTask();
}
