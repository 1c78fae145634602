using Microsoft.Extensions.Logging;

namespace RmsActors.Kafka;

/// <summary>Says which record holds a partition up: at its bound, and the oldest record under way for too long.</summary>
internal sealed class StuckPartitions(TimeSpan stuckAfter, ILogger logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(string Topic, int Partition), DateTimeOffset> _warned = [];
    private DateTimeOffset _lookAt = DateTimeOffset.MinValue;

    public void Warn(DateTimeOffset now, Func<IReadOnlyList<PartitionStatus>> statusOf)
    {
        if (now < _lookAt)
        {
            return;
        }

        _lookAt = now + (stuckAfter < LookEvery ? stuckAfter : LookEvery);
        foreach (var status in statusOf().Where(s => s.Paused.HasFlag(PauseReasons.PartitionLimit) && now - s.OldestSince >= stuckAfter))
        {
            var key = (status.Topic, status.Partition);
            if (_warned.TryGetValue(key, out var warned) && now - warned < stuckAfter)
            {
                continue;
            }

            _warned[key] = now;
            logger.LogWarning(
                "{Topic} [{Partition}] is paused: offset {Offset} has been under way since {Since:O}, and {Complete} records above it are complete",
                status.Topic, status.Partition, status.Oldest, status.OldestSince, status.CompleteAbove);
        }
    }
}
