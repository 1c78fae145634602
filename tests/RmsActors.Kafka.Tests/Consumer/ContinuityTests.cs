using Microsoft.Extensions.Time.Testing;

namespace RmsActors.Kafka.Tests.Consumer;

public sealed class ContinuityTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly Continuity _reading;

    public ContinuityTests() => _reading = new Continuity(_time);

    [Fact]
    public void It_is_interrupted_before_the_first_beat() => _reading.Since.ShouldBe(DateTimeOffset.MaxValue);

    [Fact]
    public void It_lasts_from_the_first_beat_for_as_long_as_beats_come()
    {
        var start = _time.GetUtcNow();
        for (var beat = 0; beat < 10; beat++)
        {
            _reading.Beat(true);
            _reading.Since.ShouldBe(start);
            _time.Advance(Continuity.LongestGap);
        }
    }

    [Fact]
    public void A_beat_that_says_so_interrupts_it_until_one_says_otherwise()
    {
        _reading.Beat(true);
        _reading.Beat(false);
        _reading.Since.ShouldBe(DateTimeOffset.MaxValue);

        _time.Advance(TimeSpan.FromMilliseconds(10));
        _reading.Beat(true);
        _reading.Since.ShouldBe(_time.GetUtcNow());
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-30)]
    public void A_wall_clock_that_is_set_interrupts_it_before_anybody_says_so(int seconds)
    {
        var wall = new WallClock(_time);
        var reading = new Continuity(wall);
        reading.Beat(true);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        var before = reading.Since;

        wall.Ahead = TimeSpan.FromMilliseconds(900);
        reading.Since.ShouldBe(before, "as it is kept in step");
        reading.Beat(true);
        wall.Ahead += TimeSpan.FromSeconds(seconds);
        reading.Since.ShouldBe(DateTimeOffset.MaxValue);

        reading.Beat(true);
        reading.Since.ShouldBe(wall.GetUtcNow());
    }

    [Fact]
    public void Beats_that_stay_away_interrupt_it_before_anybody_says_so()
    {
        _reading.Beat(true);
        _time.Advance(Continuity.LongestGap + TimeSpan.FromMilliseconds(1));
        _reading.Since.ShouldBe(DateTimeOffset.MaxValue);

        _reading.Beat(true);
        _reading.Since.ShouldBe(_time.GetUtcNow());
    }
}
