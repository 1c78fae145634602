using System.Diagnostics;
using RmsActors.Chaos.Checking;

namespace RmsActors.Chaos.Simulation;

/// <summary>What became of many runs.</summary>
/// <param name="Totals">The counts of all runs, added up; the longest time.</param>
/// <param name="FirstFailure">The failed run with the lowest seed, if one failed.</param>
internal sealed record BatchResult(int Runs, Counts Totals, TimeSpan Took, SimulationResult? FirstFailure);

/// <summary>Many runs side by side, each on one thread, with seeds one after the other.</summary>
internal static class SimulationBatch
{
    /// <summary>Runs until a run fails; runs that had begun by then are finished, those with lower seeds among them, so that the same call always names the same one.</summary>
    public static BatchResult Run(ulong firstSeed, int runs, int paymentsEach, PlantedBug bug = PlantedBug.None)
    {
        var gate = new Lock();
        var totals = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, new Dictionary<string, int>(StringComparer.Ordinal));
        var begun = 0;
        var done = 0;
        SimulationResult? failure = null;
        var began = Stopwatch.GetTimestamp();

        // Threads of their own: minutes of computing would keep those of the pool from whoever waits for it in this process.
        Task.WaitAll([.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ =>
            Task.Factory.StartNew(RunSome, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))]);
        return new BatchResult(done, totals, Stopwatch.GetElapsedTime(began), failure);

        void RunSome()
        {
            while (Next() is { } seed)
            {
                var result = Simulation.Run(seed, paymentsEach, bug);
                lock (gate)
                {
                    totals += result.Verdict.Counts;
                    done++;
                    if (!result.Holds && (failure is null || result.Seed < failure.Seed))
                    {
                        failure = result;
                    }
                }
            }
        }

        ulong? Next()
        {
            lock (gate)
            {
                return failure is null && begun < runs ? firstSeed + (ulong)begun++ : null;
            }
        }
    }
}
