using CsCheck;

namespace RmsActors.Kyc.Tests;

public class DelayDistributionTests
{
    [Theory]
    [InlineData("0ms", 0.3, 0)]
    [InlineData("20ms", 0.3, 20)]
    [InlineData("1.5s", 0.9, 1_500)]
    [InlineData("2m", 0, 120_000)]
    [InlineData("1h", 0, 3_600_000)]
    [InlineData("uniform:5ms..50ms", 0, 5)]
    [InlineData("uniform:5ms..50ms", 0.5, 27.5)]
    [InlineData("uniform:5ms..5ms", 0.7, 5)]
    [InlineData("exponential:20ms", 0, 0)]
    [InlineData("exponential:20ms", 0.5, 13.863)]
    [InlineData("lognormal:20ms,0.5", 0.5, 20)]
    [InlineData("lognormal:20ms,0.5", 0.9, 37.95)]
    [InlineData("lognormal:20ms,0", 0.9, 20)]
    public void A_text_is_a_distribution(string text, double quantile, double milliseconds)
    {
        DelayDistribution.TryParse(text, out var distribution).ShouldBeTrue();

        distribution.At(quantile).TotalMilliseconds.ShouldBe(milliseconds, 0.01 * (1 + milliseconds / 20));
    }

    [Theory]
    [InlineData("")]
    [InlineData("20")]
    [InlineData("-1ms")]
    [InlineData("20ms ")]
    [InlineData("20 ms")]
    [InlineData("20ms\n")]
    [InlineData("61m")]
    [InlineData("2h")]
    [InlineData("uniform:5ms")]
    [InlineData("uniform:50ms..5ms")]
    [InlineData("uniform:5ms..2h")]
    [InlineData("5ms..50ms")]
    [InlineData("20ms,0.5")]
    [InlineData("exponential:20ms,0.5")]
    [InlineData("exponential:5ms..50ms")]
    [InlineData("lognormal:20ms")]
    [InlineData("lognormal:5ms..50ms")]
    [InlineData("lognormal:20ms,10.1")]
    [InlineData("normal:20ms,5")]
    [InlineData("Uniform:5ms..50ms")]
    public void Another_text_is_none(string text) => DelayDistribution.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void No_delay_is_negative_or_longer_than_the_longest() =>
        Gen.Select(Gen.OneOf<string>("1h", "uniform:0ms..1h", "exponential:1h", "lognormal:1h,10"), Gen.Double[0, 1].Where(q => q < 1)).Sample((text, quantile) =>
        {
            DelayDistribution.TryParse(text, out var distribution).ShouldBeTrue();
            return distribution.At(quantile) >= TimeSpan.Zero && distribution.At(quantile) <= DelayDistribution.Longest;
        });
}
