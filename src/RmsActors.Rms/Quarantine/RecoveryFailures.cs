namespace RmsActors.Rms.Quarantine;

/// <summary>What to do about a payment whose recovery has failed once more.</summary>
public enum RecoveryVerdict
{
    /// <summary>It may recover yet.</summary>
    Wait,

    /// <summary>It is one of few that will not: give it up.</summary>
    Quarantine,

    /// <summary>It would be given up, but too many were: that is no damaged row, and a person must look. Said at every so many failures, not at each.</summary>
    TooMany,
}

/// <summary>Counts failed recoveries by payment. No clock, no I/O; one caller at a time.</summary>
/// <param name="limit">Failures, none more than <see cref="Memory"/> after the one before, at which a payment is given up.</param>
public sealed class RecoveryFailures(int limit)
{
    /// <summary>How long a failure counts: a payment that is waited for is recovered again every few seconds.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    /// <summary>How many payments are given up in any <see cref="QuarantineWindow"/>. A new version's events that an old node cannot read are many, and sound.</summary>
    public const int MaxQuarantined = 10;

    /// <summary>See <see cref="MaxQuarantined"/>.</summary>
    public static readonly TimeSpan QuarantineWindow = TimeSpan.FromHours(1);

    private readonly Dictionary<string, (int Count, DateTimeOffset Last)> _failures = new(StringComparer.Ordinal);
    private readonly Queue<DateTimeOffset> _quarantined = new();
    private DateTimeOffset _forgotAt = DateTimeOffset.MinValue;

    /// <summary>A recovery of this payment has failed while the journal was healthy.</summary>
    public RecoveryVerdict Failed(string paymentId, DateTimeOffset now)
    {
        Forget(now);
        var count = (_failures.TryGetValue(paymentId, out var before) && now - before.Last <= Memory ? before.Count : 0) + 1;
        _failures[paymentId] = (count, now);
        return count < limit ? RecoveryVerdict.Wait
            : _quarantined.Count < MaxQuarantined ? RecoveryVerdict.Quarantine
            : count % limit == 0 ? RecoveryVerdict.TooMany
            : RecoveryVerdict.Wait;
    }

    /// <summary>It was given up.</summary>
    public void Quarantined(string paymentId, DateTimeOffset now)
    {
        _failures.Remove(paymentId);
        _quarantined.Enqueue(now);
    }

    private void Forget(DateTimeOffset now)
    {
        while (_quarantined.TryPeek(out var oldest) && now - oldest > QuarantineWindow)
        {
            _quarantined.Dequeue();
        }

        if (now - _forgotAt > Memory)
        {
            _forgotAt = now;
            foreach (var (paymentId, _) in _failures.Where(failure => now - failure.Value.Last > Memory).ToList())
            {
                _failures.Remove(paymentId);
            }
        }
    }
}
