using System.Threading.Channels;
using RmsActors.Contracts;

namespace RmsActors.Kyc;

/// <summary>Looks requests up that come at the same time in one transaction.</summary>
public sealed class AnswerBatches : IAsyncDisposable
{
    private const int Most = 200;

    // Unbounded, because the subscription's limit bounds what is under way.
    private readonly Channel<Asked> _asked = Channel.CreateUnbounded<Asked>(new UnboundedChannelOptions { SingleReader = true });
    private readonly KycStore _store;
    private readonly Task _answering;

    public AnswerBatches(KycStore store)
    {
        _store = store;
        _answering = Task.Run(AnswerAsync);
    }

    /// <summary>The answer, which is stored.</summary>
    /// <exception cref="System.Data.Common.DbException">The database cannot be used now.</exception>
    public async Task<KycReply> AnswerAsync(KycRequest request, CancellationToken cancel)
    {
        var asked = new Asked(request, new TaskCompletionSource<KycReply>(TaskCreationOptions.RunContinuationsAsynchronously));
        await _asked.Writer.WriteAsync(asked, cancel);
        return await asked.Reply.Task.WaitAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _asked.Writer.TryComplete();
        await _answering;
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

            try
            {
                var replies = await _store.AnswerAsync(batch.ConvertAll(asked => asked.Request));
                foreach (var (asked, reply) in batch.Zip(replies))
                {
                    asked.Reply.SetResult(reply);
                }
            }
            catch (Exception failed)
            {
                // Each request is tried again by whoever handles its record.
                batch.ForEach(asked => asked.Reply.TrySetException(failed));
            }

            batch.Clear();
        }
    }

    private sealed record Asked(KycRequest Request, TaskCompletionSource<KycReply> Reply);
}
