namespace RmsActors.Rms.Streams;

/// <summary>
/// Since when this node reads KYC's replies without interruption. While it does not, a payment must not be decided by KYC's
/// silence: the reply may be there unread.
/// </summary>
public sealed class ReplyIntakeGate(TimeProvider time)
{
    private long _resumedAtTicks = DateTimeOffset.MaxValue.UtcTicks;

    /// <summary>When it resumed; <see cref="DateTimeOffset.MaxValue"/> while it is interrupted, as it is at first.</summary>
    public DateTimeOffset ResumedAt => new(Interlocked.Read(ref _resumedAtTicks), TimeSpan.Zero);

    /// <summary>The consumer group is being formed anew, or has settled.</summary>
    public void Follow(bool rebalancing) =>
        Interlocked.Exchange(ref _resumedAtTicks, (rebalancing ? DateTimeOffset.MaxValue : time.GetUtcNow()).UtcTicks);
}
