using System.Collections.Concurrent;
using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>Since when a consumer reads without interruption: each of its partitions, and as a member of its group. The poll thread tells; anybody may ask.</summary>
internal sealed class ReadingTimes(TimeProvider time)
{
    private readonly ConcurrentDictionary<TopicPartition, DateTimeOffset> _partitions = new();

    // Since when the broker of a partition that was silent has answered again; MaxValue while it is silent.
    private readonly ConcurrentDictionary<TopicPartition, DateTimeOffset> _answering = new();
    private readonly Continuity _client = new(time);
    private readonly Continuity _group = new(time);
    private IReadOnlySet<TopicPartition> _silent = new HashSet<TopicPartition>();

    /// <summary>As <see cref="KafkaConsumer.ReadingSince"/>.</summary>
    public DateTimeOffset Since => _group.Since;

    /// <summary>Since when a partition is ours and not paused, its broker answers, and the client reads; <see cref="DateTimeOffset.MaxValue"/> while any of these is not so.</summary>
    public DateTimeOffset SinceOf(TopicPartition partition)
    {
        if (!_partitions.TryGetValue(partition, out var started))
        {
            return DateTimeOffset.MaxValue;
        }

        var since = Later(_client.Since, started);
        return _answering.TryGetValue(partition, out var answering) ? Later(since, answering) : since;
    }

    // What lies ahead was noted before the clock was set back, which is an interruption of all.
    private DateTimeOffset Later(DateTimeOffset since, DateTimeOffset moment) =>
        moment > since && (moment == DateTimeOffset.MaxValue || moment <= time.GetUtcNow()) ? moment : since;

    /// <summary>The client reads a partition from now on: it was resumed, be it for the first time.</summary>
    public void Started(TopicPartition partition) => _partitions[partition] = time.GetUtcNow();

    /// <summary>It no longer does: the partition was revoked, or paused.</summary>
    public void Ended(TopicPartition partition) => _partitions.TryRemove(partition, out _);

    /// <summary>The group forms anew. Every member hears of that, also one that keeps what it has; meanwhile partitions that move are read by nobody.</summary>
    public void GroupForms() => _group.Beat(goesOn: false);

    /// <summary>To be called several times a second.</summary>
    /// <param name="client">Whether the client is in its group, and brokers answer it.</param>
    /// <param name="started">Whether all that the group gave to it is read.</param>
    /// <param name="silent">The partitions whose brokers do not answer; looked at when it is another set than at the beat before.</param>
    public void Beat(bool client, bool started, IReadOnlySet<TopicPartition> silent)
    {
        if (!ReferenceEquals(silent, _silent))
        {
            foreach (var partition in _silent.Except(silent))
            {
                _answering[partition] = time.GetUtcNow();
            }

            foreach (var partition in silent)
            {
                _answering[partition] = DateTimeOffset.MaxValue;
            }

            _silent = silent;
        }

        _client.Beat(client);
        _group.Beat(client && started);
    }
}
