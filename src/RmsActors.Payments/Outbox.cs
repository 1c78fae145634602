using System.Data.Common;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;

namespace RmsActors.Payments;

/// <summary>
/// Announces accepted payments. An id counts as announced once the broker has acknowledged it; a crash in between announces it
/// again, which is harmless.
/// </summary>
public sealed class Outbox(
    PaymentStore store, PaymentsOptions options, PaymentsKafka kafka, Counters counters, TimeProvider time, ILogger<Outbox> logger) : BackgroundService
{
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>There may be something to announce.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount == 0)
        {
            try
            {
                _wake.Release();
            }
            catch (SemaphoreFullException)
            {
                // Somebody else has woken it in the meantime, which is what was wanted.
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await AnnounceAsync(stoppingToken) == options.AnnounceBatch)
                {
                }
            }
            catch (Exception passing) when (passing is DbException or TimeoutException or RecordRefusedException)
            {
                logger.LogWarning("Payments could not be announced and will be later: {Reason}", passing.Message);
            }

            await WaitAsync(stoppingToken);
        }
    }

    /// <summary>Announces some of what has not been yet.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="RecordRefusedException">The broker will not take at least one of them.</exception>
    public async Task<int> AnnounceAsync(CancellationToken cancel)
    {
        var payments = await store.UnannouncedAsync(options.AnnounceBatch, cancel);
        var sends = payments.Select(payment => (Id: payment.PaymentId, Sent: SendAsync(payment, cancel))).ToList();
        var all = Task.WhenAll(sends.Select(send => send.Sent));
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // One that the broker refuses does not have the others announced for ever.
        var acknowledged = sends.Where(send => send.Sent.IsCompletedSuccessfully).Select(send => send.Id).ToList();
        if (acknowledged.Count > 0)
        {
            await store.MarkAnnouncedAsync(acknowledged, cancel);
            counters.Add("paymentsAnnounced", acknowledged.Count);
        }

        await all;
        return payments.Count;
    }

    private async Task SendAsync(UnannouncedPayment payment, CancellationToken cancel)
    {
        using var trace = RecordTrace.Send(PaymentsTelemetry.Source, Topics.PaymentReadyForAntifraud, payment.TraceParent)?.SetPayment(payment.PaymentId);
        await kafka.Producer.SendAsync(
            new OutgoingRecord(
                Topics.PaymentReadyForAntifraud,
                Encoding.UTF8.GetBytes(payment.PaymentId),
                MessageCodec.Encode(new PaymentReady(payment.PaymentId)),
                RecordTrace.HeadersOf(trace?.Id ?? payment.TraceParent)),
            cancel);
    }

    private async Task WaitAsync(CancellationToken cancel)
    {
        using var scan = time.CreateTimer(_ => Wake(), null, options.AnnounceInterval, Timeout.InfiniteTimeSpan);
        await _wake.WaitAsync(cancel);
    }
}
