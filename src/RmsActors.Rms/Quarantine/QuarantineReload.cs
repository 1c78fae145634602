using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;

namespace RmsActors.Rms.Quarantine;

/// <summary>Reads the quarantine again, as often as a payment is asked again, while any payment waits for so long.</summary>
public sealed class QuarantineReload(
    QuarantineStore store, QuarantinedPayments payments, RmsOptions options, Counters counters, TimeProvider time, ILogger<QuarantineReload> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.AskTimeout, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await ReloadAsync(stoppingToken);
        }
    }

    /// <summary>Reads once if anybody asked since the last time. Where the database does not answer, nothing more is given up.</summary>
    public async Task ReloadAsync(CancellationToken cancel)
    {
        if (!payments.TakeAsked())
        {
            return;
        }

        try
        {
            var at = time.GetTimestamp();
            payments.Replace(await store.ReadAsync(cancel), at);
        }
        catch (Exception unusable) when (unusable is DbException or TimeoutException or FormatException)
        {
            counters.Add("quarantineErrors");
            logger.LogWarning("The quarantine could not be read, so that no waiting payment is given up: {Reason}", unusable.Message);
        }
    }
}
