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
    /// <summary>Runs until a run fails; runs that had begun by then are finished.</summary>
    public static BatchResult Run(ulong firstSeed, int runs, int paymentsEach, PlantedBug bug = PlantedBug.None)
    {
        var gate = new Lock();
        var totals = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, new Dictionary<string, int>(StringComparer.Ordinal));
        var done = 0;
        SimulationResult? failure = null;
        var began = Stopwatch.GetTimestamp();
        Parallel.For(0, runs, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (run, loop) =>
        {
            var result = Simulation.Run(firstSeed + (ulong)run, paymentsEach, bug);
            lock (gate)
            {
                totals += result.Verdict.Counts;
                done++;
                if (!result.Holds && (failure is null || result.Seed < failure.Seed))
                {
                    failure = result;
                }
            }

            if (!result.Holds)
            {
                // Lower seeds are still run, so that the same call always names the same one.
                loop.Break();
            }
        });
        return new BatchResult(done, totals, Stopwatch.GetElapsedTime(began), failure);
    }
}
