using RmsActors.Hosting;

namespace RmsActors.Benchmarks.Tests;

public class BenchCommandTests
{
    [Fact]
    public void Numbers_of_nodes_are_read_in_their_order()
    {
        BenchCommand.NodesOf("3, 1").ShouldBe([3, 1]);
        BenchCommand.NodesOf(null).ShouldBe([1, 2, 3, 4]);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1,ten")]
    [InlineData("10")]
    public void A_number_of_nodes_that_cannot_be_is_told(string list) =>
        Should.Throw<OptionsException>(() => BenchCommand.NodesOf(list)).Message.ShouldContain("expected numbers from 1 to 9");

    [Theory]
    [InlineData("strategies", "--strategies", "fast")]
    [InlineData("strategies", "--nodes", "0")]
    public async Task A_bad_option_ends_with_2(params string[] arguments) => (await BenchCommand.RunAsync(arguments)).ShouldBe(ExitCode.BadInput);
}
