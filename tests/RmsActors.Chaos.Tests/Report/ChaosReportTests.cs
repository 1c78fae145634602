using System.Text.Json;
using RmsActors.Chaos.Checking;
using RmsActors.Chaos.Report;

namespace RmsActors.Chaos.Tests.Report;

public sealed class ChaosReportTests
{
    private static ChaosReport Report(double? afterReturn = null, params object[] violations) => new(
        Seed: 7, Payments: 10, Decided: 10, Lost: 0, Conflicting: 0, DuplicateDecisions: 0, DeadLettered: 0, PoisonInjected: 0, new Dictionary<string, int>(),
        WorstMs: 5, PromptP99Ms: null, AfterKillP99Ms: null, BeforeKillMs: null, UntouchedMs: null, afterReturn, AvoidableFallbacks: 0, Restarts: 0, new Dictionary<string, long>(), violations);

    [Fact]
    public void A_time_that_never_came_is_written_as_such()
    {
        Written(Report(double.PositiveInfinity)).GetProperty("afterDatabaseReturnSeconds").GetString().ShouldBe("Infinity");
        Written(Report(1.5)).GetProperty("afterDatabaseReturnSeconds").GetDouble().ShouldBe(1.5);
        Written(Report()).GetProperty("afterDatabaseReturnSeconds").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void Violations_of_the_rules_and_of_the_run_are_written()
    {
        var written = Written(Report(null, new Violation(Rule.NothingLost, "p1", "lost", ["accepted"]), "not drained: antifraud", new Violation(Rule.NothingLost, "p2", "lost", [])));
        var violations = written.GetProperty("violations");

        violations[0].GetProperty("paymentId").GetString().ShouldBe("p1");
        violations[0].GetProperty("history")[0].GetString().ShouldBe("accepted");
        violations[1].GetString().ShouldBe("not drained: antifraud");
        written.GetProperty("violationsWithoutHistory").GetInt32().ShouldBe(1);
    }

    private static JsonElement Written(ChaosReport report)
    {
        var file = Path.GetTempFileName();
        try
        {
            report.Write(file);
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            return json.RootElement.Clone();
        }
        finally
        {
            File.Delete(file);
        }
    }
}
