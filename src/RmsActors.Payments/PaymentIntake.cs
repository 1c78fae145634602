using System.Data.Common;
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
    /// <param name="traceParent">W3C trace context of the submission, if any.</param>
    /// <exception cref="DbException">It is not, as far as can be told; handing it in again is harmless.</exception>
    public async Task<Acceptance> AcceptAsync(PaymentDetails payment, string? traceParent, CancellationToken cancel)
    {
        var handed = new Handed(payment, traceParent, new TaskCompletionSource<Acceptance>(TaskCreationOptions.RunContinuationsAsynchronously));
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

            await StoreAsync(batch, stoppingToken);
            batch.Clear();
        }
    }

    private async Task StoreAsync(List<Handed> batch, CancellationToken cancel)
    {
        try
        {
            var results = await store.AcceptAsync(batch.ConvertAll(handed => handed.Payment), batch.ConvertAll(handed => handed.TraceParent), cancel);
            foreach (var (handed, result) in batch.Zip(results))
            {
                counters.Add(result.Result switch
                {
                    AcceptResult.Accepted => "paymentsAccepted",
                    AcceptResult.Known => "paymentsKnown",
                    _ => "paymentsWithOtherContent",
                });
                handed.Result.TrySetResult(result);
            }

            outbox.Wake();
        }
        catch (DbException refusal) when (batch.Count > 1 && DatabaseRefusal.IsOfValue(refusal))
        {
            // One of them is to blame; each on its own, the others get in.
            foreach (var handed in batch)
            {
                await StoreAsync([handed], cancel);
            }
        }
        catch (Exception failed) when (failed is DbException or TimeoutException)
        {
            batch.ForEach(handed => handed.Result.TrySetException(failed));
        }
    }

    private sealed record Handed(PaymentDetails Payment, string? TraceParent, TaskCompletionSource<Acceptance> Result);
}
