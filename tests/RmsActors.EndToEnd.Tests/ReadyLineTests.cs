using RmsActors.EndToEnd.Tests.Demo;

namespace RmsActors.EndToEnd.Tests;

/// <summary>Standard output is for whoever waits for a role to be ready.</summary>
public sealed class ReadyLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("payments")]
    [InlineData("antifraud")]
    [InlineData("kyc")]
    [InlineData("node", "--port", "0", "--set", "Management:Port=0")]
    public async Task A_role_writes_nothing_else_to_standard_output_until_it_has_ended(string role, params string[] own)
    {
        await using var kafka = RmsProcess.Start("kafka");
        await kafka.WroteAsync("ready kafka ");
        await using var process = RmsProcess.Start([role, .. own, "--kafka", kafka.Output.Trim().Split(' ')[^1], "--kafka-embedded", "--data", _folder["data"]]);
        await process.WroteAsync("ready ");

        // As "timeout" does: to the process, and at once to its group. It means one.
        process.Signal("TERM");
        process.Signal("TERM");

        (await process.ExitAsync()).ShouldBe(0, process.Error);
        process.Output.TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldStartWith($"ready {role} http://127.0.0.1:");
    }
}
