using System.Globalization;
using System.Text.Json;
using RmsActors.EndToEnd.Tests.Demo;

namespace RmsActors.EndToEnd.Tests.Telemetry;

/// <summary>Logs name payments and traces, and never what is paid, by which wallet, or where to, however talkative they are.</summary>
public sealed class LogPrivacyTests : IDisposable
{
    private const int Payments = 60;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_logs_of_a_run_at_the_lowest_level_hold_nothing_of_what_payments_hold()
    {
        // None of these values means anything elsewhere, so that finding one is finding it in a payment.
        var secrets = Enumerable.Range(0, Payments).SelectMany(n => new[] { Wallet(n), Amount(n), Country(n), Type(n), Score(n) }).Append("QXQ").ToHashSet(StringComparer.Ordinal);
        await File.WriteAllLinesAsync(
            _folder["payments.csv"],
            Enumerable.Range(0, Payments).Select(n => $"pay-{n},{Wallet(n)},{Amount(n)},QXQ,{Country(n)},{Type(n)},2026-03-01T12:00:00Z")
                .Prepend("payment_id,wallet_id,amount,currency,country,payment_type,created_at"));
        await File.WriteAllLinesAsync(
            _folder["wallets.csv"], Enumerable.Range(0, Payments).Select(n => $"{Wallet(n)},{Score(n)}").Prepend("wallet_id,score"));

        // Wrong and repeated answers have the nodes log about payments.
        var (code, output, error) = await RmsProcess.RunAsync(
            "demo", "--nodes", "2", "--input", _folder["payments.csv"], "--wallets", _folder["wallets.csv"], "--data", _folder["data"],
            "--set", "Kyc:WrongShare=0.5", "--set", "Kyc:DuplicateShare=0.5", "--set", "Logging:LogLevel:Default=Trace", "--set", "Observability:LogFormat=Json");
        code.ShouldBe(0, output + error);

        var logs = Directory.GetFiles(_folder["data/logs"]).ToDictionary(file => Path.GetFileName(file), File.ReadAllLines);
        logs.Keys.Order(StringComparer.Ordinal).ShouldBe(["antifraud.log", "kafka.log", "kyc.log", "node-1.log", "node-2.log", "payments.log"]);
        foreach (var (file, lines) in logs)
        {
            foreach (var line in lines)
            {
                secrets.Where(secret => line.Contains(secret, StringComparison.Ordinal)).ShouldBeEmpty($"{file}: {line}");
            }
        }

        // They are talkative, one JSON object a line but for the ready line, and name payment and trace.
        var nodes = logs.Where(log => log.Key.StartsWith("node", StringComparison.Ordinal)).SelectMany(log => log.Value)
            .Where(line => !line.StartsWith("ready ", StringComparison.Ordinal)).Select(Parsed).ToList();
        nodes.ShouldContain(line => line.GetProperty("LogLevel").GetString() == "Debug");
        var ignored = nodes.Where(line => line.GetProperty("Category").GetString() == "RmsActors.Rms.Hosting.NodeStreams" && line.GetProperty("State").TryGetProperty("PaymentId", out _)).ToList();
        ignored.Count.ShouldBeGreaterThan(Payments / 4);
        foreach (var line in ignored)
        {
            line.GetProperty("State").GetProperty("PaymentId").GetString().ShouldStartWith("pay-");
            line.GetProperty("State").GetProperty("TraceId").GetString()!.Length.ShouldBe(32);
        }
    }

    private static string Wallet(int n) => $"wzlt-{n}-qx";

    private static string Amount(int n) => (71_940_027 + (n * 7919)).ToString(CultureInfo.InvariantCulture) + ".3719";

    private static string Country(int n) => $"Xq{n}Land";

    private static string Type(int n) => $"typ{n}qz";

    private static string Score(int n) => (20 + (n / 10)).ToString(CultureInfo.InvariantCulture) + ".48" + (n % 10).ToString(CultureInfo.InvariantCulture) + "93";

    private static JsonElement Parsed(string line) => JsonDocument.Parse(line).RootElement;
}
