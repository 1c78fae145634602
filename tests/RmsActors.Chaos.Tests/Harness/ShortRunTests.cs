using System.Diagnostics;
using System.Text.Json;
using RmsActors.Testing;

namespace RmsActors.Chaos.Tests.Harness;

/// <summary>The harness itself, briefly: real processes, a few kinds of faults, fixed seeds. The long runs are for people.</summary>
[Collection(nameof(Alone))]
public sealed class ShortRunTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [SkippableFact]
    public async Task Nothing_is_lost_or_decided_twice_while_processes_die_and_input_is_bad()
    {
        // Says why it is skipped where there is no PostgreSQL; the harness starts a server of its own.
        await postgres.CreateDatabaseAsync();
        var report = Path.GetTempFileName();

        var (code, output) = await RunAsync(
            "--seed", "1", "--seconds", "24", "--nodes", "3", "--rate", "100", "--report", report,
            "--faults", "kill-node,crash-node-before-publish,crash-antifraud-after-details,poison,duplicates,other-content,kyc-silent,kyc-duplicated,kyc-wrong");

        code.ShouldBe(0, output);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(report));
        var root = json.RootElement;
        var payments = root.GetProperty("payments").GetInt32();
        payments.ShouldBeGreaterThanOrEqualTo(2400, "a crash step that takes its time is given payments more");
        root.GetProperty("decided").GetInt32().ShouldBe(payments);
        root.GetProperty("lost").GetInt32().ShouldBe(0);
        root.GetProperty("conflicting").GetInt32().ShouldBe(0);
        root.GetProperty("poisonInjected").GetInt32().ShouldBeGreaterThan(0);
        root.GetProperty("faults").GetProperty("kill-node").GetInt32().ShouldBeGreaterThan(0);
        File.Delete(report);
    }

    [SkippableFact]
    public async Task Nothing_is_lost_or_decided_twice_while_the_network_between_nodes_is_cut()
    {
        await postgres.CreateDatabaseAsync();
        VirtualNetwork.SkipWhereThereCanBeNone();
        var report = Path.GetTempFileName();

        var (code, output) = await RunAsync(
            "--seed", "2", "--seconds", "24", "--nodes", "3", "--rate", "100", "--report", report, "--faults", "partition,partition-one-way");

        code.ShouldBe(0, output);
        output.ShouldNotContain("left out");
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(report));
        var root = json.RootElement;
        root.GetProperty("decided").GetInt32().ShouldBe(2400);
        root.GetProperty("conflicting").GetInt32().ShouldBe(0);
        root.GetProperty("faults").GetProperty("partition").GetInt32().ShouldBeGreaterThan(0);
        root.GetProperty("faults").GetProperty("partition-one-way").GetInt32().ShouldBeGreaterThan(0);
        root.GetProperty("restarts").GetInt32().ShouldBeGreaterThan(0, "one side of a cut has to end");
        File.Delete(report);
    }

    [Fact]
    public async Task The_kinds_of_faults_are_listed()
    {
        var (code, output) = await RunAsync("--list");
        code.ShouldBe(0, output);
        output.ShouldContain("kill-node");
        output.ShouldContain("database-restart");
    }

    [Theory]
    [InlineData("--faults", "kill-everything", "expected kinds of --list")]
    [InlineData("--seconds", "1", "from 10 to 3600")]
    [InlineData("--rate", "many", "a whole number")]
    public async Task What_cannot_be_done_is_told(string option, string value, string expected)
    {
        var (code, output) = await RunAsync(option, value);
        code.ShouldNotBe(0);
        output.ShouldContain(expected);
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "RmsActors.Chaos"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, string.Concat(output));
        }
        finally
        {
            if (!process.HasExited)
            {
                // Its children end with it.
                process.Kill();
            }
        }
    }
}
