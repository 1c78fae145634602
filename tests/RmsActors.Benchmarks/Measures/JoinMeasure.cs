using System.Diagnostics;
using RmsActors.Benchmarks.Strategies;
using RmsActors.Testing;

namespace RmsActors.Benchmarks.Measures;

/// <summary>How soon a node that is started beside a running one takes part.</summary>
/// <param name="Ready">From its start to its being ready.</param>
/// <param name="FirstDecision">From its start to the first decision that it has published.</param>
/// <param name="P99Ms">Of all payments that were fed meanwhile.</param>
internal sealed record JoinMeasure(TimeSpan Ready, TimeSpan FirstDecision, double P99Ms, int Lost)
{
    private const double PerSecond = 200;
    private static readonly TimeSpan Fed = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    // A running cluster: its code is compiled, which on two cores the one that starts would wait for.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(15);

    public static async Task<JoinMeasure> RunAsync(PostgresServer postgres, TimeProvider time, CancellationToken cancel)
    {
        var aligned = Strategy.All.Single(strategy => strategy.Name == "aligned");
        await using var system = await RunningSystem.StartAsync(aligned, 1, postgres, [], responder: true, cancel);
        await using var load = new Load(system.Bootstrap, time);
        await load.RunAsync(int.MaxValue, PerSecond, Settled, Patience, cancel);

        var loaded = load.RunAsync(int.MaxValue, PerSecond, Fed, Patience, cancel);
        var began = Stopwatch.GetTimestamp();
        var node = system.AddInstance();
        await node.Ready.WaitAsync(cancel);
        var ready = Stopwatch.GetElapsedTime(began);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20), time);
        while ((await system.StatsAsync(node, cancel)).GetValueOrDefault("decisionsPublished") == 0)
        {
            await look.WaitForNextTickAsync(cancel);
        }

        var first = Stopwatch.GetElapsedTime(began);
        var result = await loaded;
        return new JoinMeasure(ready, first, result.P99Ms, result.Lost);
    }
}
