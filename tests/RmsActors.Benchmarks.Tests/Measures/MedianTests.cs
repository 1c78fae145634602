using RmsActors.Benchmarks.Measures;

namespace RmsActors.Benchmarks.Tests.Measures;

public class MedianTests
{
    [Theory]
    [InlineData(new[] { 3.0 }, 3.0)]
    [InlineData(new[] { 9.0, 1.0, 2.0 }, 2.0)]
    [InlineData(new[] { 4.0, 1.0, 2.0, 100.0 }, 3.0)]
    public void The_middle_of_the_values(double[] values, double median) => Median.Of(values).ShouldBe(median);

    [Fact]
    public void Nothing_has_no_median() => Should.Throw<ArgumentException>(() => Median.Of([]));
}
