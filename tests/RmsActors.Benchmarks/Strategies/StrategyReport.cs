using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RmsActors.Benchmarks.Strategies;

/// <summary>All rows, with the machine that they were measured on.</summary>
internal sealed record StrategyReport(string Machine, int Rounds, IReadOnlyList<StrategyRow> Rows)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>A Markdown table of what a reader compares first.</summary>
    public string ToTable()
    {
        var table = new StringBuilder();
        table.AppendLine("| strategy | nodes | decisions/s (spread) | p50 / p95 / p99 ms | half load p50 / p99 ms | CPU s per 1,000 | at 1,000/s | replies read | forwarded | rows / reads / writes | peak MB | lost by a kill |");
        table.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var row in Rows)
        {
            table.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {row.Strategy} | {row.Nodes} | {row.DecisionsPerSecond:#,0} ({row.DecisionsPerSecondMin:#,0}–{row.DecisionsPerSecondMax:#,0}) | {row.P50Ms:0} / {row.P95Ms:0} / {row.P99Ms:0} | {row.HalfLoadP50Ms:0} / {row.HalfLoadP99Ms:0} | {row.CpuSecondsPer1000:0.00} | {row.SameLoadCpuSecondsPer1000:0.00} | {row.RepliesReadPerDecision:0.00} | {row.ForwardedShare:0.0 %} | {row.DatabaseRowsPerDecision:0.00} / {row.DatabaseReadsPerDecision:0.000} / {row.DatabaseWritesPerDecision:0.000} | {row.PeakMegabytes:0} | {(row.LostByKill is { } lost ? lost.ToString(CultureInfo.InvariantCulture) : "–")} |"));
        }

        return table.ToString();
    }
}
