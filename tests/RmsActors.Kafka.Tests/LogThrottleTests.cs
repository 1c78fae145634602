using Microsoft.Extensions.Time.Testing;

namespace RmsActors.Kafka.Tests;

public sealed class LogThrottleTests
{
    [Fact]
    public void Lets_a_kind_through_once_in_five_seconds_and_says_how_many_it_left_out()
    {
        var time = new FakeTimeProvider();
        var throttle = new LogThrottle(time);
        throttle.Allows("a", out var left).ShouldBeTrue();
        left.ShouldBe("");
        throttle.Allows("a", out _).ShouldBeFalse();
        throttle.Allows("a", out _).ShouldBeFalse();
        throttle.Allows("b", out _).ShouldBeTrue();

        time.Advance(TimeSpan.FromSeconds(5));

        throttle.Allows("a", out left).ShouldBeTrue();
        left.ShouldBe("; 2 more like it were not logged");
    }

    [Fact]
    public void Pauses_double_from_a_tenth_of_a_second_up_to_five_seconds()
    {
        var pauses = new[] { 1, 2, 3, 6, 7, 100, int.MaxValue }.Select(n => GrowingPause.After(n).TotalMilliseconds);

        pauses.ShouldBe([100, 200, 400, 3200, 5000, 5000, 5000]);
    }
}
