using Microsoft.Extensions.Time.Testing;

namespace RmsActors.Hosting.Tests;

public class SignalCountTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Repeats_within_a_second_of_the_first_are_the_first()
    {
        var count = new SignalCount(_time);
        _time.Advance(TimeSpan.FromSeconds(5));
        count.Next().ShouldBe(0);
        count.Next().ShouldBeNull();
        _time.Advance(TimeSpan.FromMilliseconds(999));
        count.Next().ShouldBeNull();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        count.Next().ShouldBe(1);
        count.Next().ShouldBe(2);
    }
}
