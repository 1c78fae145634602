using RmsActors.Benchmarks.Measures;

namespace RmsActors.Benchmarks.Strategies;

/// <summary>A row of the report: medians over the rounds, and for the throughput the lowest and the highest as well.</summary>
internal sealed record StrategyRow(
    string Strategy,
    int Nodes,
    double DecisionsPerSecond,
    double DecisionsPerSecondMin,
    double DecisionsPerSecondMax,
    double P50Ms,
    double P95Ms,
    double P99Ms,
    double HalfLoadP50Ms,
    double HalfLoadP99Ms,
    double CpuSecondsPer1000,
    double SameLoadCpuSecondsPer1000,
    double IdleCores,
    double RepliesReadPerDecision,
    double ReplyBytesReadPerDecision,
    double ForwardedShare,
    double RemoteMessagesPerDecision,
    double DatabaseRowsPerDecision,
    double DatabaseReadsPerDecision,
    double DatabaseWritesPerDecision,
    double PeakMegabytes,
    int Lost,
    int? LostByKill)
{
    /// <param name="samples">Of one strategy with one number of nodes; at least one.</param>
    public static StrategyRow Of(IReadOnlyList<StrategySample> samples, int? lostByKill)
    {
        return new StrategyRow(
            samples[0].Strategy,
            samples[0].Nodes,
            Of(s => s.DecisionsPerSecond),
            Math.Round(samples.Min(s => s.DecisionsPerSecond), 3),
            Math.Round(samples.Max(s => s.DecisionsPerSecond), 3),
            Of(s => s.P50Ms),
            Of(s => s.P95Ms),
            Of(s => s.P99Ms),
            Of(s => s.HalfLoadP50Ms),
            Of(s => s.HalfLoadP99Ms),
            Of(s => s.CpuSecondsPer1000),
            Of(s => s.SameLoadCpuSecondsPer1000),
            Of(s => s.IdleCores),
            Of(s => s.RepliesReadPerDecision),
            Of(s => s.ReplyBytesReadPerDecision),
            Of(s => s.ForwardedShare),
            Of(s => s.RemoteMessagesPerDecision),
            Of(s => s.DatabaseRowsPerDecision),
            Of(s => s.DatabaseReadsPerDecision),
            Of(s => s.DatabaseWritesPerDecision),
            Of(s => s.PeakMegabytes),
            samples.Sum(s => s.Lost),
            lostByKill);

        double Of(Func<StrategySample, double> figure) => Math.Round(Median.Of([.. samples.Select(figure)]), 3);
    }
}
