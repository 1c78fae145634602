using System.Globalization;
using RmsActors.Benchmarks.Measures;
using RmsActors.Testing;

namespace RmsActors.Benchmarks.Strategies;

/// <summary>All strategies with all numbers of nodes, in rounds, so that what else the machine does falls on all of them alike.</summary>
internal sealed class Comparison(IReadOnlyList<Strategy> strategies, IReadOnlyList<int> nodes, int payments, int rounds, bool kill, TextWriter output)
{
    public async Task<StrategyReport> RunAsync(PostgresServer postgres, string machine, TimeProvider time, CancellationToken cancel)
    {
        var run = new StrategyRun(postgres, payments, time);
        var samples = new List<StrategySample>();
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var count in nodes)
            {
                foreach (var strategy in strategies)
                {
                    var sample = await run.RunAsync(strategy, count, cancel);
                    samples.Add(sample);
                    await output.WriteLineAsync(string.Create(
                        CultureInfo.InvariantCulture,
                        $"round {round}: {strategy.Name} with {count} nodes: {sample.DecisionsPerSecond:0} decisions/s, p99 {sample.P99Ms:0} ms; half load p50 {sample.HalfLoadP50Ms:0.0} p99 {sample.HalfLoadP99Ms:0.0} ms; {sample.CpuSecondsPer1000:0.000} CPU s per 1,000"));
                }
            }
        }

        var rows = new List<StrategyRow>();
        foreach (var group in samples.GroupBy(sample => (sample.Strategy, sample.Nodes)))
        {
            var strategy = strategies.First(strategy => strategy.Name == group.Key.Strategy);
            int? lost = kill && group.Key.Nodes > 1 ? await run.KillAsync(strategy, group.Key.Nodes, cancel) : null;
            rows.Add(StrategyRow.Of([.. group], lost));
        }

        return new StrategyReport(machine, rounds, rows);
    }
}
