using System.Diagnostics;
using System.Globalization;
using RmsActors.Benchmarks.Strategies;
using RmsActors.Testing;

namespace RmsActors.Benchmarks.Measures;

/// <summary>A node that starts before a long backlog.</summary>
/// <param name="Elapsed">From its being ready to the last decision.</param>
/// <param name="MostLive">The most actors of payments that it had at once, looked at fifty times a second.</param>
/// <param name="PeakBytes">Its largest resident size.</param>
internal sealed record BacklogMeasure(TimeSpan Elapsed, long MostLive, long PeakBytes)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <exception cref="TimeoutException">It does not come to an end.</exception>
    public static async Task<BacklogMeasure> RunAsync(PostgresServer postgres, int payments, int maxUndecided, TimeProvider time, CancellationToken cancel)
    {
        var aligned = Strategy.All.Single(strategy => strategy.Name == "aligned");
        string[] settings = ["--set", $"Rms:MaxUndecided={maxUndecided.ToString(CultureInfo.InvariantCulture)}"];
        await using var system = await RunningSystem.StartAsync(aligned, 0, postgres, settings, responder: true, cancel);
        await using var load = new Load(system.Bootstrap, time);
        load.Feed(payments);
        var node = system.AddInstance();
        await node.Ready.WaitAsync(cancel);
        var began = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20), time);
        var mostLive = 0L;
        try
        {
            while (load.Undecided > 0)
            {
                mostLive = Math.Max(mostLive, await system.CountAsync("livePayments", limit.Token));
                await look.WaitForNextTickAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"{load.Undecided} of {payments} payments were undecided after {Limit}");
        }

        return new BacklogMeasure(Stopwatch.GetElapsedTime(began), mostLive, ProcessUse.Of(system.Instances).PeakBytes);
    }
}
