using CsCheck;
using RmsActors.Cli.CommandLine;

namespace RmsActors.Cli.Tests.CommandLine;

public class DurationTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("0ms", 0)]
    [InlineData("10s", 10_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("7d", 604_800_000)]
    [InlineData("00:00:10", 10_000)]
    [InlineData("00:00:00.25", 250)]
    [InlineData("1.00:00:00", 86_400_000)]
    public void Reads_what_people_write(string text, double milliseconds)
    {
        Duration.TryParse(text, out var duration).ShouldBeTrue();
        duration.ShouldBe(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("-1s")]
    [InlineData("1,5s")]
    [InlineData("10 s")]
    [InlineData("10S")]
    [InlineData("1e3s")]
    [InlineData("10s\n")]
    [InlineData("00:00:99")]
    [InlineData("999999999999d")]
    public void Refuses_the_rest(string? text) => Duration.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void What_it_writes_it_reads() => Gen.Int[0, int.MaxValue].Sample(milliseconds =>
    {
        var duration = TimeSpan.FromMilliseconds(milliseconds);
        return Duration.TryParse(Duration.ToText(duration), out var read) && read == duration
            && Duration.TryParse(Duration.ToSetting(duration), out read) && read == duration;
    });
}
