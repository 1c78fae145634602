using System.Collections.Concurrent;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace RmsActors.Kafka;

/// <summary>
/// Where the logs of the assigned partitions end, and which of them no broker tells: asked for now and then over the consumer's own connections, without waiting. What the client has cached
/// comes with what it fetches, and so stands still while a partition is paused: just when the lag matters.
/// </summary>
/// <param name="consumer">Whose connections are used.</param>
/// <param name="topic">One that there is, to be asked about where no partition is ours.</param>
/// <param name="time">Times the questions.</param>
internal sealed class LogEnds(IClient consumer, string topic, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan EveryWhileSilent = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<TopicPartition, long> _ends = new();
    private readonly IAdminClient _admin = new DependentAdminClientBuilder(consumer.Handle).Build();
    private Task<HashSet<TopicPartition>> _asking = Task.FromResult<HashSet<TopicPartition>>([]);
    private IReadOnlyCollection<TopicPartition> _askedAbout = [];
    private HashSet<TopicPartition> _silent = [];
    private long? _asked;
    private volatile bool _disposed;

    /// <summary>The partition's end; null before it has been learnt.</summary>
    public long? Of(TopicPartition partition) => _ends.TryGetValue(partition, out var end) ? end : null;

    /// <summary>The partitions whose brokers did not answer when they were last asked.</summary>
    public IReadOnlySet<TopicPartition> Silent => _silent;

    /// <summary>Whether no broker answered at all when they were last asked.</summary>
    public bool AllSilent { get; private set; }

    /// <summary>Takes the answers to what was asked. False where they have not come, or were taken. For one thread, as is <see cref="Ask"/>.</summary>
    public bool Take()
    {
        if (_askedAbout.Count == 0 || !_asking.IsCompleted)
        {
            return false;
        }

        _silent = _asking.Result;
        AllSilent = _silent.Count == _askedAbout.Count;
        _askedAbout = [];
        return true;
    }

    /// <summary>Asks, if it is time to and the answers of before were taken. Does not wait.</summary>
    /// <param name="soon">There is reason to think that some do not answer.</param>
    public bool Ask(Func<IReadOnlyCollection<TopicPartition>> assigned, bool soon)
    {
        if (_askedAbout.Count > 0 || (_asked is { } asked && time.GetElapsedTime(asked) < (soon || _silent.Count > 0 ? EveryWhileSilent : Every)))
        {
            return false;
        }

        _asked = time.GetTimestamp();
        _askedAbout = assigned() is { Count: > 0 } ours ? ours : [new TopicPartition(topic, 0)];
        _asking = AskAsync(_askedAbout);
        return true;
    }

    public void Dispose()
    {
        _disposed = true;
        _admin.Dispose();
    }

    // Those that no broker tells of.
    private async Task<HashSet<TopicPartition>> AskAsync(IReadOnlyCollection<TopicPartition> partitions)
    {
        try
        {
            var found = await _admin.ListOffsetsAsync(
                partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = OffsetSpec.Latest() }),
                new ListOffsetsOptions { RequestTimeout = Patience, IsolationLevel = IsolationLevel.ReadCommitted });
            return Learn(found.ResultInfos);
        }
        catch (ListOffsetsException some)
        {
            return Learn(some.Result.ResultInfos);
        }
        catch (KafkaException) when (partitions.Count > 1 && !_disposed)
        {
            // One that nobody leads may be why the others were not told of.
            var silent = await Task.WhenAll(partitions.Select(partition => AskAsync([partition])));
            return [.. silent.SelectMany(one => one)];
        }
        catch (KafkaException)
        {
            // Of which the client itself tells the log; what was learnt last stays.
            return [.. partitions];
        }
    }

    private HashSet<TopicPartition> Learn(IEnumerable<ListOffsetsResultInfo> answers)
    {
        var silent = new HashSet<TopicPartition>();
        foreach (var answer in answers.Select(info => info.TopicPartitionOffsetError))
        {
            if (answer.Error.IsError)
            {
                silent.Add(answer.TopicPartition);
            }
            else
            {
                _ends[answer.TopicPartition] = answer.Offset;
            }
        }

        return silent;
    }
}
