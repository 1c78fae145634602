using System.Text.Json;
using RmsActors.Benchmarks.Strategies;

namespace RmsActors.Benchmarks.Tests.Strategies;

public class StrategyReportTests
{
    [Fact]
    public void A_row_tells_medians_the_spread_and_all_that_was_lost()
    {
        var row = StrategyRow.Of([Sample(1_000, lost: 1), Sample(3_000, lost: 0), Sample(1_500, lost: 2)], lostByKill: 7);

        (row.DecisionsPerSecond, row.DecisionsPerSecondMin, row.DecisionsPerSecondMax).ShouldBe((1_500, 1_000, 3_000));
        (row.Lost, row.LostByKill).ShouldBe((3, 7));
    }

    [Fact]
    public void The_report_names_its_machine_and_its_figures_as_others_read_them()
    {
        var report = new StrategyReport("a machine", 3, [StrategyRow.Of([Sample(1_234.5678, 0)], null)]);

        var json = JsonDocument.Parse(report.ToJson()).RootElement;
        (json.GetProperty("machine").GetString(), json.GetProperty("rounds").GetInt32()).ShouldBe(("a machine", 3));
        var row = json.GetProperty("rows")[0];
        row.GetProperty("strategy").GetString().ShouldBe("aligned");
        row.GetProperty("decisionsPerSecond").GetDouble().ShouldBe(1_234.568);
        foreach (var figure in (string[])["nodes", "p50Ms", "p95Ms", "p99Ms", "halfLoadP50Ms", "halfLoadP99Ms", "cpuSecondsPer1000", "repliesReadPerDecision", "forwardedShare", "lost"])
        {
            row.TryGetProperty(figure, out _).ShouldBeTrue(figure);
        }

        report.ToTable().ShouldContain("| aligned | 2 | 1,235 (1,235–1,235) | 1 / 2 / 3 |");
    }

    private static StrategySample Sample(double perSecond, int lost) => new("aligned", 2, perSecond, 1, 2, 3, 4, 5, 0.2, 0.5, 0.01, 1, 200, 0, 0, 2, 0.1, 0.1, 300, lost);
}
