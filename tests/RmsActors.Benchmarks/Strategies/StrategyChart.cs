using ScottPlot;

namespace RmsActors.Benchmarks.Strategies;

/// <summary>Throughput and CPU per decision by number of nodes, a line a strategy, one above the other.</summary>
internal static class StrategyChart
{
    private const int Width = 1000;
    private const int Height = 800;
    private const float TextSize = 16;

    public static void Write(StrategyReport report, string file)
    {
        var chart = new Multiplot();
        chart.AddPlots(3);
        Draw(chart.GetPlot(0), report, "decisions per second, full load", row => row.DecisionsPerSecond);
        Draw(chart.GetPlot(1), report, "CPU seconds per 1,000 decisions, at 1,000/s", row => row.SameLoadCpuSecondsPer1000);
        Draw(chart.GetPlot(2), report, "replies read per decision", row => row.RepliesReadPerDecision);
        chart.SavePng(file, Width, Height);
    }

    private static void Draw(Plot plot, StrategyReport report, string title, Func<StrategyRow, double> figure)
    {
        foreach (var strategy in report.Rows.GroupBy(row => row.Strategy))
        {
            var line = plot.Add.Scatter(strategy.Select(row => (double)row.Nodes).ToArray(), [.. strategy.Select(figure)]);
            line.LegendText = strategy.Key;
            line.LineWidth = 3;
            line.MarkerSize = 9;
        }

        plot.Title(title);
        plot.XLabel("nodes");
        plot.Axes.SetLimitsY(0, 1.15 * Math.Max(0.1, report.Rows.Max(figure)));
        plot.Axes.Bottom.SetTicks([.. report.Rows.Select(row => (double)row.Nodes).Distinct()], [.. report.Rows.Select(row => $"{row.Nodes}").Distinct()]);
        plot.Axes.Bottom.TickLabelStyle.FontSize = TextSize;
        plot.Axes.Left.TickLabelStyle.FontSize = TextSize;
        plot.ShowLegend(Edge.Right);
    }
}
