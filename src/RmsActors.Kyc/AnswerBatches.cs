using System.Data.Common;
using System.Threading.Channels;
using RmsActors.Contracts;
using RmsActors.Hosting;

namespace RmsActors.Kyc;

/// <summary>Looks requests up that come at the same time in one transaction.</summary>
public sealed class AnswerBatches : IAsyncDisposable
{
    private const int Most = 200;

    // Unbounded, because the subscription's limit bounds what is under way.
    private readonly Channel<Asked> _asked = Channel.CreateUnbounded<Asked>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _end = new();
    private readonly KycStore _store;
    private readonly Task _answering;

    public AnswerBatches(KycStore store)
    {
        _store = store;
        _answering = Task.Run(AnswerAsync);
    }

    /// <summary>The answer, which is stored.</summary>
    /// <exception cref="DbException">The database cannot be used now, or can hold nothing of this request (<see cref="DatabaseRefusal"/>).</exception>
    public async Task<KycReply> AnswerAsync(KycRequest request, CancellationToken cancel)
    {
        var asked = new Asked(request, new TaskCompletionSource<KycReply>(TaskCreationOptions.RunContinuationsAsynchronously));
        await _asked.Writer.WriteAsync(asked, cancel);
        return await asked.Reply.Task.WaitAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _asked.Writer.TryComplete();
        // Nobody waits for what is left, and a database that hangs would hold the process up.
        await _end.CancelAsync();
        await _answering;
        _end.Dispose();
    }

    private async Task AnswerAsync()
    {
        var batch = new List<Asked>();
        await foreach (var first in _asked.Reader.ReadAllAsync())
        {
            batch.Add(first);
            while (batch.Count < Most && _asked.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            await AnswerAsync(batch);
            batch.Clear();
        }
    }

    private async Task AnswerAsync(List<Asked> batch)
    {
        try
        {
            var replies = await _store.AnswerAsync(batch.ConvertAll(asked => asked.Request), _end.Token);
            foreach (var (asked, reply) in batch.Zip(replies))
            {
                asked.Reply.SetResult(reply);
            }
        }
        catch (DbException refusal) when (batch.Count > 1 && DatabaseRefusal.IsOfValue(refusal))
        {
            // One of them; the others are none the worse for it.
            foreach (var asked in batch)
            {
                await AnswerAsync([asked]);
            }
        }
        catch (Exception failed)
        {
            // Each request is tried again, or put aside, by whoever handles its record.
            batch.ForEach(asked => asked.Reply.TrySetException(failed));
        }
    }

    private sealed record Asked(KycRequest Request, TaskCompletionSource<KycReply> Reply);
}
