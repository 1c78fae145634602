namespace RmsActors.Rms.Placement;

/// <summary>What a rebalance of the consumer group has moved, and for how long it kept this node from reading. Any thread.</summary>
public sealed class AssignmentMoves(TimeProvider time)
{
    private readonly Lock _gate = new();
    private IReadOnlySet<int>? _before;
    private DateTimeOffset? _pausedSince;

    /// <summary>The node is out of its group, and reads nothing.</summary>
    public void Paused()
    {
        lock (_gate)
        {
            _pausedSince ??= time.GetUtcNow();
        }
    }

    /// <summary>The node has its share.</summary>
    /// <param name="partitions">What this node reads now.</param>
    /// <returns>What has changed; null the first time, and when nothing has, and nothing was interrupted.</returns>
    public AssignmentMove? Settled(IReadOnlySet<int> partitions)
    {
        lock (_gate)
        {
            var (before, since) = (_before, _pausedSince);
            (_before, _pausedSince) = (partitions, null);
            return before is null || (since is null && partitions.SetEquals(before))
                ? null
                : new AssignmentMove(
                    [.. partitions.Except(before).Order()], [.. before.Except(partitions).Order()], since is { } paused ? time.GetUtcNow() - paused : TimeSpan.Zero);
        }
    }
}

/// <summary>A rebalance, as this node has seen it.</summary>
/// <param name="Gained">Partitions that others read before.</param>
/// <param name="Lost">Partitions that others read now.</param>
/// <param name="Pause">How long this node read nothing; nought where it went on with what it kept.</param>
public sealed record AssignmentMove(IReadOnlyList<int> Gained, IReadOnlyList<int> Lost, TimeSpan Pause);
