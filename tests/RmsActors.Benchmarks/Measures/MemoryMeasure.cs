using System.Globalization;
using RmsActors.Benchmarks.Strategies;
using RmsActors.Testing;

namespace RmsActors.Benchmarks.Measures;

/// <summary>A node's memory while nobody answers for KYC.</summary>
internal static class MemoryMeasure
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The largest resident size, in bytes, that the node has had once so many payments are undecided.</summary>
    /// <exception cref="TimeoutException">They are not.</exception>
    public static async Task<long> RunAsync(PostgresServer postgres, int undecided, TimeProvider time, CancellationToken cancel)
    {
        var aligned = Strategy.All.Single(strategy => strategy.Name == "aligned");
        string[] settings = ["--set", $"Rms:MaxUndecided={undecided.ToString(CultureInfo.InvariantCulture)}", "--kyc-deadline", "10m"];
        await using var system = await RunningSystem.StartAsync(aligned, 1, postgres, settings, responder: false, cancel);
        await using var load = new Load(system.Bootstrap, time);
        load.Feed(undecided);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100), time);
        try
        {
            // Requested means stored: whoever is counted before may still be on its way into the journal.
            while (await system.CountAsync("undecided", limit.Token) < undecided || await system.CountAsync("kycRequests", limit.Token) < undecided)
            {
                await look.WaitForNextTickAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"The node did not come to {undecided} undecided payments within {Limit}");
        }

        return ProcessUse.Of(system.Instances).PeakBytes;
    }
}
