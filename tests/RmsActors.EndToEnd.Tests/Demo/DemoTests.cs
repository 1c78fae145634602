using System.Text.Json;
using RmsActors.Rms.Hosting;

namespace RmsActors.EndToEnd.Tests.Demo;

/// <summary>The demo as a person runs it.</summary>
public sealed class DemoTests : IDisposable
{
    private const string PaymentsHeader = "payment_id,wallet_id,amount,currency,country,payment_type,created_at";
    private const string WalletsHeader = "wallet_id,score";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_payment_is_decided_as_an_independent_recomputation_says_and_stays_so_in_a_second_run()
    {
        var payments = OddInput.Payments(300);
        OddInput.Write(_folder["payments.csv"], PaymentsHeader, payments);
        OddInput.Write(_folder["wallets.csv"], WalletsHeader, OddInput.Wallets());
        string[] arguments =
        [
            "demo", "--input", _folder["payments.csv"], "--wallets", _folder["wallets.csv"], "--data", _folder["data"], "--ledger", _folder["ledger.csv"],
            "--report", _folder["report.json"], "--timeout", "2m", "--kyc-deadline", "1m",
        ];

        var (code, output, error) = await RmsProcess.RunAsync(arguments);
        code.ShouldBe(0, output + error);
        var expected = ExpectedLedger.Of(payments, OddInput.Wallets());
        File.ReadAllText(_folder["ledger.csv"]).ShouldBe(string.Join('\n', expected) + "\n");
        var report = Report();
        report.GetProperty("payments").GetInt32().ShouldBe(300);
        report.GetProperty("approved").GetInt32().ShouldBe(expected.Count(row => row.Contains(",Approved,", StringComparison.Ordinal)));
        report.GetProperty("declined").GetInt32().ShouldBe(expected.Count(row => row.Contains(",Declined,", StringComparison.Ordinal)));
        foreach (var figure in (string[])["inReview", "undecided", "conflicting", "contentConflicts", "deadLettered"])
        {
            report.GetProperty(figure).GetInt32().ShouldBe(0, figure);
        }

        // Shards live where their partitions are read.
        var replies = report.GetProperty("replies");
        var (onOwner, forwarded) = (replies.GetProperty("onOwner").GetInt64(), replies.GetProperty("forwarded").GetInt64());
        onOwner.ShouldBeGreaterThanOrEqualTo(99 * (onOwner + forwarded) / 100);
        onOwner.ShouldBeGreaterThan(0);
        output.ShouldContain("300 of 300 decided");
        output.ShouldContain("replies on the owner");

        // The broker has forgotten everything by now; the stores have not.
        File.Delete(_folder["ledger.csv"]);
        (code, output, error) = await RmsProcess.RunAsync(arguments);
        code.ShouldBe(0, output + error);
        File.ReadAllText(_folder["ledger.csv"]).ShouldBe(string.Join('\n', expected) + "\n");
    }

    [Fact]
    public async Task A_node_that_is_killed_is_started_again_and_no_payment_is_lost()
    {
        await using var demo = RmsProcess.Start(
            "demo", "--payments", "800", "--data", _folder["data"], "--report", _folder["report.json"], "--timeout", "2m", "--kyc-delay", "500ms", "--kyc-deadline", "1m");
        await demo.WroteAsync(" of 800 decided");
        var nodes = demo.Children().Where(child => child.Value.Contains(" node ", StringComparison.Ordinal)).Select(child => child.Key).ToList();
        nodes.Count.ShouldBe(3);
        RmsProcess.Signal("KILL", nodes[1]);
        (await demo.ExitAsync()).ShouldBe(0, demo.Output + demo.Error + NodeLogs());
        demo.Output.ShouldContain("ended (exit code 137) and is started again");
        Report().GetProperty("undecided").GetInt32().ShouldBe(0);
        Report().GetProperty("conflicting").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Where_KYC_is_silent_every_payment_goes_to_review()
    {
        var (code, output, error) = await RmsProcess.RunAsync(
            "demo", "--nodes", "1", "--payments", "40", "--seed", "7", "--kyc-silent", "1", "--kyc-deadline", "1s", "--set", "Scoring:KycGrace=00:00:00.5", "--set", "Rms:Placement=Balanced",
            "--ledger", _folder["ledger.csv"], "--timeout", "2m");
        code.ShouldBe(0, output + error);
        var rows = Csv.Read(File.ReadAllText(_folder["ledger.csv"])).Skip(1).ToList();
        rows.Count.ShouldBe(40);
        foreach (var row in rows)
        {
            row[1].ShouldBe("InReview");
            row[2].ShouldBeEmpty();
            row[3].ShouldBeEmpty();
            row[4].ShouldNotBeEmpty();
            row[5].ShouldNotBeEmpty();
            row[7].ShouldBe("KycTimeout");
        }
    }

    [Fact]
    public async Task Bad_files_stop_the_run_before_anything_starts()
    {
        File.WriteAllText(_folder["payments.csv"], PaymentsHeader + "\np,w,1,EUR,DE,card,2026-03-01T12:00:00Z\np,w,-1,EUR,DE,card,yesterday\n");
        File.WriteAllText(_folder["wallets.csv"], WalletsHeader + "\nw,101\n");
        var (code, output, error) = await RmsProcess.RunAsync(
            "demo", "--input", _folder["payments.csv"], "--wallets", _folder["wallets.csv"], "--data", _folder["data"]);
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldContain("line 3");
        error.ShouldContain("payment_id");
        error.ShouldContain("'-1'");
        error.ShouldContain("'yesterday'");
        error.ShouldContain("'101'");
        Directory.Exists(_folder["data"]).ShouldBeFalse();
    }

    // A run that fails is seldom seen again: what the nodes warned of, and which partitions they read when.
    private string NodeLogs() => string.Join('\n',
        from log in Directory.EnumerateFiles(_folder["data/logs"], "node-*.log").Order()
        from line in File.ReadLines(log).Where(line => !line.Contains(" info: ", StringComparison.Ordinal) || line.Contains(nameof(NodeStreams), StringComparison.Ordinal)).TakeLast(100)
        select $"{Path.GetFileName(log)} {line[..Math.Min(line.Length, 300)]}");

    private JsonElement Report() => JsonDocument.Parse(File.ReadAllText(_folder["report.json"])).RootElement;
}
