using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>
/// The partitions of topics that follow another one (<see cref="Subscription.Follows"/>). The group does not know of them; the client is told to read them, and to read them no more, as those that
/// they follow come and go. It lets itself be told outside of its handlers alone, so that this waits until then. On the poll thread alone.
/// </summary>
internal sealed class Followers(IConsumer<byte[]?, byte[]?> client, IReadOnlyList<Subscription> subscriptions)
{
    private readonly HashSet<TopicPartition> _read = [];
    private readonly Dictionary<TopicPartition, StartOffset> _toRead = [];
    private readonly List<TopicPartition> _toLeave = [];

    /// <summary>These, and what follows them.</summary>
    public List<TopicPartition> With(IReadOnlyList<TopicPartition> led) =>
        [.. led, .. led.SelectMany(partition => subscriptions.Where(s => s.Follows == partition.Topic).Select(s => new TopicPartition(s.Topic, partition.Partition)))];

    /// <summary>A partition that follows another one is to be read.</summary>
    public void Read(TopicPartition partition, StartOffset start) => _toRead[partition] = start;

    /// <summary>A partition is to be read no more, if it was.</summary>
    public void Leave(TopicPartition partition)
    {
        _toRead.Remove(partition);
        if (_read.Remove(partition))
        {
            _toLeave.Add(partition);
        }
    }

    /// <summary>Tells the client; not from within its handlers.</summary>
    /// <returns>What it reads from now on. Until then, what comes of these partitions was fetched for an earlier assignment.</returns>
    /// <exception cref="KafkaException">The client reads them neither now nor later.</exception>
    public IReadOnlyList<(TopicPartition Partition, StartOffset Start)> Apply()
    {
        if (_toLeave.Count > 0)
        {
            client.IncrementalUnassign(_toLeave);
            _toLeave.Clear();
        }

        if (_toRead.Count == 0)
        {
            return [];
        }

        client.IncrementalAssign(_toRead.Select(p => new TopicPartitionOffset(p.Key, p.Value.Offset)));
        List<(TopicPartition, StartOffset)> read = [.. _toRead.Select(p => (p.Key, p.Value))];
        _read.UnionWith(_toRead.Keys);
        _toRead.Clear();
        return read;
    }
}
