using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using RmsActors.Contracts;
using RmsActors.Hosting;

namespace RmsActors.Payments;

/// <summary>
/// Takes payments in: those that arrive together are committed together, and each caller hears of it only after the commit.
/// </summary>
public sealed class PaymentIntake(PaymentStore store, PaymentsOptions options, Outbox outbox, Counters counters) : BackgroundService
{
    private readonly Channel<Handed> _handed = Channel.CreateBounded<Handed>(new BoundedChannelOptions(10_000) { SingleReader = true });

    /// <summary>Ends when the payment's row is committed, or was before.</summary>
    /// <exception cref="System.Data.Common.DbException">It is not, as far as can be told; handing it in again is harmless.</exception>
    public async Task<AcceptResult> AcceptAsync(PaymentDetails payment, CancellationToken cancel)
    {
        var handed = new Handed(payment, new TaskCompletionSource<AcceptResult>(TaskCreationOptions.RunContinuationsAsynchronously));
        await _handed.Writer.WriteAsync(handed, cancel);
        return await handed.Result.Task.WaitAsync(cancel);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Handed>();
        await foreach (var first in _handed.Reader.ReadAllAsync(stoppingToken))
        {
            batch.Add(first);
            while (batch.Count < options.AcceptBatch && _handed.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            if (!await TryStoreAsync(batch, tellFailure: batch.Count == 1, stoppingToken))
            {
                // One of them may be to blame; each on its own, the others get in.
                foreach (var single in batch)
                {
                    await TryStoreAsync([single], tellFailure: true, stoppingToken);
                }
            }

            batch.Clear();
        }
    }

    private async Task<bool> TryStoreAsync(List<Handed> batch, bool tellFailure, CancellationToken cancel)
    {
        try
        {
            var results = await store.AcceptAsync(batch.ConvertAll(handed => handed.Payment), cancel);
            foreach (var (handed, result) in batch.Zip(results))
            {
                counters.Add(result switch
                {
                    AcceptResult.Accepted => "paymentsAccepted",
                    AcceptResult.Known => "paymentsKnown",
                    _ => "paymentsWithOtherContent",
                });
                handed.Result.TrySetResult(result);
            }

            outbox.Wake();
            return true;
        }
        catch (Exception failed) when (failed is System.Data.Common.DbException or TimeoutException)
        {
            if (tellFailure)
            {
                batch.ForEach(handed => handed.Result.TrySetException(failed));
            }

            return false;
        }
    }

    private sealed record Handed(PaymentDetails Payment, TaskCompletionSource<AcceptResult> Result);
}
