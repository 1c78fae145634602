using System.Data.Common;
using System.Runtime.Serialization;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Quarantine;

/// <summary>Quarantines payments of this node whose recovery fails again and again although the journal is healthy, and raises an alarm.</summary>
public sealed class UnrecoverablePayments(
    QuarantineStore store, RmsOptions options, Counters counters, TimeProvider time, ILogger<UnrecoverablePayments> logger, JournalAnswers journalAnswers)
    : BackgroundService
{
    private const int MaxWaiting = 1_000;
    private const int MaxReasonCharacters = 500;

    // What does not fit is reported again at the next recovery.
    private readonly Channel<(string PaymentId, Exception Cause)> _reports = Channel.CreateBounded<(string, Exception)>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly RecoveryFailures _failures = new(options.QuarantineAfterFailedRecoveries);

    /// <summary>A payment's recovery has failed. Any thread; does not block.</summary>
    /// <param name="event">What could not be applied; null where it could not even be read.</param>
    public void Report(string paymentId, Exception cause, object? @event)
    {
        counters.Add("recoveriesFailed");
        if (options.QuarantineAfterFailedRecoveries > 0 && (@event is not null || Unreadable(cause) is not null))
        {
            _reports.Writer.TryWrite((paymentId, cause));
        }
    }

    /// <summary>Takes what was reported until now.</summary>
    public async Task TakeReportsAsync(CancellationToken cancel)
    {
        var reports = new List<(string PaymentId, Exception Cause)>();
        while (reports.Count < MaxWaiting && _reports.Reader.TryRead(out var report))
        {
            reports.Add(report);
        }

        // A journal that does not answer says nothing about a payment's rows.
        if (reports.Count == 0 || !await journalAnswers(cancel))
        {
            return;
        }

        foreach (var (paymentId, cause) in reports)
        {
            switch (_failures.Failed(paymentId, time.GetUtcNow()))
            {
                case RecoveryVerdict.Quarantine:
                    await QuarantineAsync(paymentId, cause, cancel);
                    break;
                case RecoveryVerdict.TooMany:
                    counters.Add("paymentsNotQuarantined");
                    logger.LogError(
                        cause, "Payment '{PaymentId}' cannot be recovered, and is not quarantined: {Most} were within {Window}. Something else is wrong than a damaged row",
                        paymentId, RecoveryFailures.MaxQuarantined, RecoveryFailures.QuarantineWindow);
                    break;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _reports.Reader.WaitToReadAsync(stoppingToken))
        {
            await TakeReportsAsync(stoppingToken);
        }
    }

    // Whatever else fails (a connection, a timeout, an open circuit breaker) may pass.
    private static SerializationException? Unreadable(Exception? cause) => cause as SerializationException ?? (cause is null ? null : Unreadable(cause.InnerException));

    private async Task QuarantineAsync(string paymentId, Exception cause, CancellationToken cancel)
    {
        var reason = $"{options.QuarantineAfterFailedRecoveries} recoveries failed: {(Unreadable(cause) ?? cause).Message}";
        try
        {
            await store.AddAsync(paymentId, reason.Length <= MaxReasonCharacters ? reason : reason[..MaxReasonCharacters] + "…", cancel);
        }
        catch (Exception unreachable) when (unreachable is DbException or TimeoutException)
        {
            logger.LogError(unreachable, "Payment '{PaymentId}' cannot be recovered, and could not be quarantined yet", paymentId);
            return;
        }

        _failures.Quarantined(paymentId, time.GetUtcNow());
        counters.Add("paymentsQuarantined");
        logger.LogError(
            cause, "Payment '{PaymentId}' cannot be recovered and is quarantined; its records go to the dead letters. Mend its journal rows, then rms quarantine --release and rms dlq replay",
            paymentId);
    }
}
