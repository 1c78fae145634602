using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;

namespace RmsActors.Kafka.Tests.Consumer;

public sealed class ReadingTimesTests
{
    private static readonly TopicPartition One = new("t", 1);
    private static readonly TopicPartition Two = new("t", 2);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));
    private readonly WallClock _wall;
    private readonly ReadingTimes _reading;

    public ReadingTimesTests()
    {
        _wall = new WallClock(_time);
        _reading = new ReadingTimes(_wall);
        Beat();
        Beat();
        _reading.Started(One);
        _reading.Started(Two);
    }

    [Fact]
    public void A_partition_whose_broker_is_silent_is_not_read_until_it_answers_and_no_other_is_concerned()
    {
        var started = _wall.GetUtcNow();
        Beat(Two);
        (_reading.SinceOf(One), _reading.SinceOf(Two)).ShouldBe((started, DateTimeOffset.MaxValue));

        // Pausing does not make its broker answer.
        _reading.Ended(Two);
        _reading.Started(Two);
        Beat(Two);
        _reading.SinceOf(Two).ShouldBe(DateTimeOffset.MaxValue);

        Beat();
        (_reading.SinceOf(One), _reading.SinceOf(Two)).ShouldBe((started, _wall.GetUtcNow()));
        var answered = _wall.GetUtcNow();
        Beat();
        _reading.SinceOf(Two).ShouldBe(answered);
    }

    [Fact]
    public void A_clock_that_is_set_back_does_not_leave_its_times_ahead()
    {
        _wall.Ahead = TimeSpan.FromHours(1);
        Beat();
        _reading.Started(One);
        Beat(Two);
        Beat();
        _wall.Ahead = TimeSpan.Zero;

        Beat();

        (_reading.SinceOf(One), _reading.SinceOf(Two)).ShouldBe((_wall.GetUtcNow(), _wall.GetUtcNow()));
        Beat(Two);
        _reading.SinceOf(Two).ShouldBe(DateTimeOffset.MaxValue);
    }

    private void Beat(params TopicPartition[] silent)
    {
        _time.Advance(TimeSpan.FromMilliseconds(100));
        _reading.Beat(client: true, started: true, silent.ToHashSet());
    }
}
