using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace RmsActors.Kafka;

/// <summary>
/// Has the client read what the group has given us, from where it was left off, and what follows that (<see cref="Subscription.Follows"/>), which the group does not know of. Partitions whose start
/// cannot be found at once are started later. The client lets itself be told outside of its handlers alone: what cannot be done within one waits for <see cref="Apply"/>. On the poll thread alone.
/// </summary>
/// <param name="starts">Tells where partitions start.</param>
/// <param name="read">Is told what the client reads from now on; what comes of a partition before that was fetched for an earlier assignment.</param>
internal sealed class ClientAssignment(
    IConsumer<byte[]?, byte[]?> client,
    IReadOnlyList<Subscription> subscriptions,
    AssignmentStarts starts,
    Action<TopicPartition, StartOffset> read,
    string group,
    ILogger logger,
    TimeProvider time)
{
    // Between two questions where partitions were left off, while nobody answers.
    private static readonly TimeSpan StartInterval = TimeSpan.FromSeconds(1);

    private readonly List<TopicPartition> _unstarted = [];
    private readonly HashSet<TopicPartition> _following = [];
    private readonly Dictionary<TopicPartition, StartOffset> _toFollow = [];
    private readonly List<TopicPartition> _toLeave = [];
    private long _triedAt;

    /// <summary>The topics that the group shares out.</summary>
    public IEnumerable<string> SharedOut => subscriptions.Where(s => s.Follows is null).Select(s => s.Topic);

    /// <summary>Whether all that was given to us is read.</summary>
    public bool IsStarted => _unstarted.Count == 0;

    /// <summary>For partitions that are not to be read yet, where the client wants some position: what it reads from there is ignored, since nobody was told of it.</summary>
    public static List<TopicPartitionOffset> Placeholders(IReadOnlyList<TopicPartition> partitions) =>
        [.. partitions.Select(partition => new TopicPartitionOffset(partition, Offset.End))];

    /// <summary>The group gives these to us; from within the client's handler.</summary>
    /// <returns>Them alone, with where the client is to read them from, which it wants of its handler.</returns>
    /// <exception cref="OffsetLostException">A log no longer holds what was committed.</exception>
    public List<TopicPartitionOffset> Give(IReadOnlyList<TopicPartition> partitions) => TryStart(partitions) ?? Placeholders(partitions);

    /// <summary>The group takes these from us; the client gives them up by itself, but for what follows them.</summary>
    /// <returns>They, and what follows them.</returns>
    public IReadOnlyList<TopicPartition> Take(IReadOnlyList<TopicPartition> partitions)
    {
        var taken = WithFollowing(partitions);
        foreach (var partition in taken)
        {
            _unstarted.Remove(partition);
            _toFollow.Remove(partition);
            if (_following.Remove(partition))
            {
                _toLeave.Add(partition);
            }
        }

        return taken;
    }

    /// <summary>Does what waits; not from within the client's handlers.</summary>
    /// <returns>Whether partitions were started late.</returns>
    /// <exception cref="OffsetLostException">A log no longer holds what was committed.</exception>
    /// <exception cref="KafkaException">The client reads something neither now nor later.</exception>
    public bool Apply()
    {
        // First what waits no longer: looking for late starts may take its time.
        Follow();
        if (!StartLate())
        {
            return false;
        }

        Follow();
        return true;
    }

    private void Follow()
    {
        if (_toLeave.Count > 0)
        {
            client.IncrementalUnassign(_toLeave);
            _toLeave.Clear();
        }

        if (_toFollow.Count > 0)
        {
            client.IncrementalAssign(_toFollow.Select(p => new TopicPartitionOffset(p.Key, p.Value.Offset)));
            foreach (var (partition, start) in _toFollow)
            {
                _following.Add(partition);
                read(partition, start);
            }

            _toFollow.Clear();
        }
    }

    private bool StartLate()
    {
        if (IsStarted || time.GetElapsedTime(_triedAt) < StartInterval)
        {
            return false;
        }

        List<TopicPartition> late = [.. _unstarted];
        _unstarted.Clear();
        if (TryStart(late) is not { } positions)
        {
            return false;
        }

        client.IncrementalUnassign(late);
        client.IncrementalAssign(positions);
        return true;
    }

    private List<TopicPartitionOffset>? TryStart(IReadOnlyList<TopicPartition> partitions)
    {
        if (partitions.Count == 0)
        {
            return [];
        }

        try
        {
            var found = starts.Find(WithFollowing(partitions));
            var positions = new List<TopicPartitionOffset>(partitions.Count);
            foreach (var (partition, start) in found)
            {
                if (partitions.Contains(partition))
                {
                    positions.Add(new TopicPartitionOffset(partition, start.Offset));
                    read(partition, start);
                }
                else
                {
                    _toFollow[partition] = start;
                }
            }

            logger.LogInformation("Group {Group}: assigned {Partitions}", group, string.Join(", ", found.Select(at => $"{at.Partition} from {at.Start.Offset}")));
            return positions;
        }
        catch (KafkaException unanswered)
        {
            logger.LogWarning(
                "Group {Group}: committed offsets of {Partitions} could not be read ({Reason}); tried again in {Interval}",
                group, string.Join(", ", partitions), unanswered.Error.Reason, StartInterval);
            _unstarted.AddRange(partitions);
            _triedAt = time.GetTimestamp();
            return null;
        }
    }

    private List<TopicPartition> WithFollowing(IReadOnlyList<TopicPartition> led) =>
        [.. led, .. led.SelectMany(partition => subscriptions.Where(s => s.Follows == partition.Topic).Select(s => new TopicPartition(s.Topic, partition.Partition)))];
}
