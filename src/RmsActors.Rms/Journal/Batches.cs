using System.Threading.Channels;

namespace RmsActors.Rms.Journal;

/// <summary>
/// Does the work of many callers at once: while one batch is under way, the next callers wait together. Nobody waits for a batch to
/// fill, so that one who comes alone is served at once.
/// </summary>
/// <typeparam name="TItem">What a caller wants done.</typeparam>
/// <typeparam name="TResult">What becomes of it.</typeparam>
internal sealed class Batches<TItem, TResult>
{
    private readonly Channel<Caller> _waiting = Channel.CreateUnbounded<Caller>();
    private readonly Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> _work;
    private readonly int _size;

    /// <param name="work">Does a batch; a result for each of its items, in their order. What it throws, all callers of the batch get.</param>
    /// <param name="size">Items of a batch at most.</param>
    /// <param name="parallelism">Batches under way at once.</param>
    public Batches(Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> work, int size, int parallelism)
    {
        (_work, _size) = (work, size);
        Finished = Task.WhenAll(Enumerable.Range(0, parallelism).Select(_ => Task.Run(RunAsync)));
    }

    /// <summary>Ends after <see cref="Close"/>, once all that waited is done.</summary>
    public Task Finished { get; }

    /// <summary>Has <paramref name="item"/> done with the next batch.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Close"/>.</exception>
    public Task<TResult> DoAsync(TItem item)
    {
        var caller = new Caller(item);
        return _waiting.Writer.TryWrite(caller) ? caller.Task : throw new ObjectDisposedException(nameof(Batches<,>));
    }

    /// <summary>Takes nobody any more.</summary>
    public void Close() => _waiting.Writer.TryComplete();

    private async Task RunAsync()
    {
        var batch = new List<Caller>(_size);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < _size && _waiting.Reader.TryRead(out var caller))
            {
                batch.Add(caller);
            }

            await DoAsync(batch);
            batch.Clear();
        }
    }

    private async Task DoAsync(List<Caller> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            var results = await _work(batch.ConvertAll(static caller => caller.Item));
            foreach (var (index, caller) in batch.Index())
            {
                caller.TrySetResult(results[index]);
            }
        }
        catch (Exception failed)
        {
            foreach (var caller in batch)
            {
                caller.TrySetException(failed);
            }
        }
    }

    private sealed class Caller(TItem item) : TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TItem Item => item;
    }
}
