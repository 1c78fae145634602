using System.Globalization;
using Spectre.Console;

namespace RmsActors.Cli.Demo;

/// <summary>The run's result, for a person.</summary>
internal static class ResultTable
{
    public static void Write(IAnsiConsole console, DemoReport report)
    {
        var table = new Table().HideHeaders().AddColumn("figure").AddColumn(new TableColumn("value").RightAligned());
        foreach (var (figure, value) in Rows(report))
        {
            table.AddRow(figure, value);
        }

        console.Write(table);
    }

    /// <summary>Every figure by its name, in the order of the table.</summary>
    public static IEnumerable<(string Figure, string Value)> Rows(DemoReport report) =>
    [
        ("approved", Whole(report.Approved)),
        ("declined", Whole(report.Declined)),
        ("in review", Whole(report.InReview)),
        ("undecided", Whole(report.Undecided)),
        ("conflicting", Whole(report.Conflicting)),
        ("duplicates", Whole(report.DuplicateDecisions)),
        ("dead-lettered", Whole(report.DeadLettered)),
        ("decisions per second", report.DecisionsPerSecond.ToString("0.0", CultureInfo.InvariantCulture)),
        ("latency p50", Milliseconds(report.LatencyMs.P50)),
        ("latency p95", Milliseconds(report.LatencyMs.P95)),
        ("latency p99", Milliseconds(report.LatencyMs.P99)),
        ("latency max", Milliseconds(report.LatencyMs.Max)),
        ("replies on the owner", Whole(report.Replies.OnOwner)),
        ("replies forwarded", Whole(report.Replies.Forwarded)),
    ];

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Milliseconds(double? latency) =>
        latency is null ? "-" : latency.Value.ToString("0.0", CultureInfo.InvariantCulture) + " ms";
}
