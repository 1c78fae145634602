using System.Text.Json;

namespace RmsActors.EndToEnd.Tests.Demo;

/// <summary>A demo that does not end by itself with everything decided.</summary>
public sealed class DemoEndTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_demo_that_is_interrupted_says_so_and_leaves_no_process_behind(string signal, int code)
    {
        await using var demo = RmsProcess.StartInBackground("demo", "--nodes", "1", "--payments", "100", "--keep-running", "--data", _folder["data"]);
        await demo.WroteAsync("Everything stays up until Ctrl-C.");
        var children = demo.Children();
        children.Count.ShouldBe(5);
        demo.Signal(signal);
        (await demo.ExitAsync()).ShouldBe(code, demo.Output + demo.Error);
        await demo.GoneAsync(children.Keys);
    }

    [Fact]
    public async Task A_demo_that_keeps_running_takes_more_payments()
    {
        await using var demo = RmsProcess.Start("demo", "--nodes", "1", "--payments", "10", "--keep-running", "--data", _folder["data"]);
        await demo.WroteAsync("Everything stays up until Ctrl-C.");
        demo.Output.ShouldContain($"logs: {_folder["data"]}/logs\n");
        var url = demo.Output.Split('\n').Single(line => line.StartsWith("payments: ", StringComparison.Ordinal))["payments: ".Length..];
        var (code, output, error) = await RmsProcess.RunAsync(
            "submit", "--url", url, "--id", "@one more/💶?", "--wallet", "wallet-unknown", "--amount", "12.34", "--country", "DE", "--type", "card", "--wait");
        code.ShouldBe(0, output + error);
        var payment = JsonDocument.Parse(output).RootElement;
        payment.GetProperty("paymentId").GetString().ShouldBe("@one more/💶?");
        payment.GetProperty("status").GetString().ShouldNotBe("AwaitingAntifraud");
        payment.GetProperty("decision").GetProperty("scores").GetProperty("user").GetProperty("value").GetDecimal().ShouldBe(100m);

        // The same id with other content is refused; what was accepted first stands.
        (code, output, error) = await RmsProcess.RunAsync(
            "submit", "--url", url, "--id", "@one more/💶?", "--wallet", "wallet-unknown", "--amount", "12.35", "--country", "DE", "--type", "card");
        code.ShouldBe(1, output + error);
        error.ShouldContain("409");
    }

    [Fact]
    public async Task The_children_of_a_demo_that_is_killed_end_too()
    {
        await using var demo = RmsProcess.Start("demo", "--nodes", "2", "--payments", "100", "--data", _folder["data"]);
        await demo.WroteAsync("payments is up");
        var children = demo.Children();
        children.Count.ShouldBe(6);
        demo.Signal("KILL");
        await demo.GoneAsync(children.Keys);
    }

    [Fact]
    public async Task A_run_whose_time_is_up_tells_what_is_undecided()
    {
        await using var demo = RmsProcess.Start(
            "demo", "--nodes", "1", "--payments", "20", "--kyc-silent", "1", "--kyc-deadline", "1h", "--timeout", "25s", "--set", "Rms:DrainTimeout=00:00:01",
            "--data", _folder["data"], "--ledger", _folder["ledger.csv"], "--report", _folder["report.json"]);
        (await demo.ExitAsync()).ShouldBe(1, demo.Output + demo.Error);
        demo.Error.ShouldContain("--timeout, 25s, has passed.");
        demo.Error.ShouldMatch("node-1 [0-9]+: .*assignedPartitions 24");
        demo.Error.ShouldContain("payment 'pay-000001' is undecided");
        JsonDocument.Parse(File.ReadAllText(_folder["report.json"])).RootElement.GetProperty("undecided").GetInt32().ShouldBe(20);
        Csv.Read(File.ReadAllText(_folder["ledger.csv"])).Skip(1).ShouldAllBe(row => row[1] == "Undecided" && row.Skip(2).All(field => field.Length == 0));
    }

    [Fact]
    public async Task What_a_role_found_bad_can_be_read_in_its_log_after_the_run()
    {
        File.WriteAllText(_folder["wallets.csv"], "wallet_id,score\nw,1\n");
        await using var demo = RmsProcess.Start("demo", "--nodes", "1", "--payments", "1", "--wallets", _folder["wallets.csv"]);

        // It was good when the run began; KYC reads it again, well after this.
        await demo.WroteAsync("kafka is up");
        File.WriteAllText(_folder["wallets.csv"], "wallet_id,score\nw,101\n");
        (await demo.ExitAsync()).ShouldBe(2, demo.Output + demo.Error);
        const string kept = "Stores and logs of this run are kept in ";
        var folder = demo.Error.Split('\n').Single(line => line.StartsWith(kept, StringComparison.Ordinal))[kept.Length..].TrimEnd('.');
        demo.Error.ShouldContain(Path.Combine(folder, "logs", "kyc.log"));
        File.ReadAllText(Path.Combine(folder, "logs", "kyc.log")).ShouldContain("'101'");
        Directory.Delete(folder, recursive: true);
    }
}
