namespace RmsActors.Rms.Streams;

/// <summary>
/// Keeps the number of payments' actors on a node below a limit. A payment's record is done once its decision is published, and its actor is put away some time later; were the next record
/// to ask at once, a node that drains a backlog would have many more actors than records under way.
/// </summary>
/// <param name="limit">The most that may live.</param>
/// <param name="live">How many do.</param>
/// <param name="time">Times the counts.</param>
public sealed class PaymentAdmission(int limit, Func<long> live, TimeProvider time)
{
    /// <summary>Between two counts. Who was let in since the latest one need not live yet, so that as many are let in as had room then.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _turn = new(1);
    private long _room;
    private long _countedAt;

    /// <summary>Waits until there is room for one more; in the order of the calls.</summary>
    public async ValueTask EnterAsync(CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            while (_room <= 0 || IsStale)
            {
                if (!IsStale)
                {
                    await Task.Delay(Interval, time, cancel);
                }

                (_room, _countedAt) = (limit - live(), time.GetTimestamp());
            }

            _room--;
        }
        finally
        {
            _turn.Release();
        }
    }

    private bool IsStale => time.GetElapsedTime(_countedAt) >= Interval;
}
