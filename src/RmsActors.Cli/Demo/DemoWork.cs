using RmsActors.Contracts;
using RmsActors.Payments;

namespace RmsActors.Cli.Demo;

/// <summary>Submits the payments, and watches until the payment database has every one of them decided.</summary>
internal sealed class DemoWork(
    IReadOnlyList<PaymentDetails> payments,
    PaymentStore store,
    ObservedDecisions observed,
    Feeder feeder,
    Func<CancellationToken, Task> readCounts,
    TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ReadCountsEvery = TimeSpan.FromSeconds(1);

    // Reading what is undecided costs a query a payment, so it is done when the topic says that all are decided, and rarely before.
    private static readonly TimeSpan ReadStoreEvery = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, StoredPayment> _decided = new(StringComparer.Ordinal);
    private readonly HashSet<string> _decidedBefore = new(StringComparer.Ordinal);
    private int _known;

    /// <summary>When the first payment was submitted.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>Payments that this run decided.</summary>
    public IEnumerable<StoredPayment> DecidedNow => _decided.Where(payment => !_decidedBefore.Contains(payment.Key)).Select(payment => payment.Value);

    public StoredPayment? Of(string paymentId) => _decided.GetValueOrDefault(paymentId);

    /// <summary>Ends when every payment is decided.</summary>
    /// <exception cref="OperationCanceledException">The run's time is up, or it was asked to end.</exception>
    public async Task RunAsync(Pace pace, Action<DemoProgress> show, CancellationToken cancel)
    {
        await ReadStoreAsync(cancel);
        _decidedBefore.UnionWith(_decided.Keys);

        using var feedingEnd = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        StartedAt = time.GetUtcNow();
        var feeding = feeder.FeedAsync(payments, pace, () => Volatile.Read(ref _known), feedingEnd.Token);
        try
        {
            await WatchAsync(feeding, show, cancel);
        }
        finally
        {
            await feedingEnd.CancelAsync();
            await feeding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads once more what the payment database has of those that were undecided.</summary>
    public async Task ReadStoreAsync(CancellationToken cancel)
    {
        var undecided = payments.Select(payment => payment.PaymentId).Where(id => !_decided.ContainsKey(id)).ToList();
        foreach (var (paymentId, payment) in await store.FindAsync(undecided, cancel))
        {
            if (payment.IsDecided)
            {
                _decided[paymentId] = payment;
            }
        }
    }

    private async Task WatchAsync(Task feeding, Action<DemoProgress> show, CancellationToken cancel)
    {
        var rate = new DecisionRate(time);
        var countsRead = time.GetTimestamp();
        var storeRead = time.GetTimestamp();
        while (true)
        {
            if (feeding.IsFaulted)
            {
                await feeding;
            }

            var known = Math.Min(payments.Count, Math.Max(_decided.Count, _decidedBefore.Count + observed.Decided));
            Volatile.Write(ref _known, known);
            if (known == payments.Count || time.GetElapsedTime(storeRead) > ReadStoreEvery)
            {
                await ReadStoreAsync(cancel);
                storeRead = time.GetTimestamp();
            }

            show(new DemoProgress(known, payments.Count, rate.Add(known)));
            if (feeding.IsCompleted && _decided.Count == payments.Count)
            {
                return;
            }

            if (time.GetElapsedTime(countsRead) > ReadCountsEvery)
            {
                await readCounts(cancel);
                countsRead = time.GetTimestamp();
            }

            await Task.Delay(Interval, time, cancel);
        }
    }
}
