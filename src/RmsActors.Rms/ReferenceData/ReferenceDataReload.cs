using System.Data;
using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;

namespace RmsActors.Rms.ReferenceData;

/// <summary>Reads the reference data again at an interval, so that an operator's change takes effect without a restart.</summary>
public sealed class ReferenceDataReload(
    ReferenceDataStore store, CurrentRules rules, RmsOptions options, Counters counters, TimeProvider time, ILogger<ReferenceDataReload> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.ReferenceDataReload, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await ReloadAsync(stoppingToken);
        }
    }

    /// <summary>Reads once. What cannot be used changes nothing: the rules last read stay in force, and the reason is logged and counted.</summary>
    public async Task ReloadAsync(CancellationToken cancel)
    {
        try
        {
            rules.Replace(await store.ReadAsync(cancel));
            counters.Add("referenceDataReads");
        }
        catch (Exception unusable) when (unusable is InvalidDataException or DbException or TimeoutException
            // A value beyond what its column's type here can hold.
            or DataException or OverflowException or InvalidCastException or FormatException)
        {
            counters.Add("referenceDataErrors");
            logger.LogError("The rules last read stay in force: {Reason}", unusable.Message);
        }
    }
}
