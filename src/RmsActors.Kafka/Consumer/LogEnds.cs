using System.Collections.Concurrent;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace RmsActors.Kafka;

/// <summary>
/// Where the logs of the assigned partitions end, asked for now and then over the consumer's own connections. What the client has cached
/// comes with what it fetches, and so stands still while a partition is paused: just when the lag matters.
/// </summary>
internal sealed class LogEnds : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<TopicPartition, long> _ends = new();
    private readonly IAdminClient _admin;
    private readonly TimeProvider _time;
    private Task _asking = Task.CompletedTask;
    private long _asked;

    public LogEnds(IClient consumer, TimeProvider time)
    {
        _admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        _time = time;
        _asked = time.GetTimestamp() - (long)(Every.TotalSeconds * time.TimestampFrequency);
    }

    /// <summary>The partition's end; null before it has been learnt.</summary>
    public long? Of(TopicPartition partition) => _ends.TryGetValue(partition, out var end) ? end : null;

    /// <summary>Asks, if it is time to and the last question was answered. Does not wait.</summary>
    public void Refresh(Func<IReadOnlyCollection<TopicPartition>> assigned)
    {
        if (_asking.IsCompleted && _time.GetElapsedTime(_asked) >= Every && assigned() is { Count: > 0 } ours)
        {
            _asked = _time.GetTimestamp();
            _asking = AskAsync(ours);
        }
    }

    public void Dispose() => _admin.Dispose();

    private async Task AskAsync(IReadOnlyCollection<TopicPartition> ours)
    {
        try
        {
            var found = await _admin.ListOffsetsAsync(
                ours.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = OffsetSpec.Latest() }),
                new ListOffsetsOptions { RequestTimeout = Every, IsolationLevel = IsolationLevel.ReadCommitted });
            Learn(found.ResultInfos.Select(info => info.TopicPartitionOffsetError));
        }
        catch (ListOffsetsException some)
        {
            Learn(some.Result.ResultInfos.Select(info => info.TopicPartitionOffsetError));
        }
        catch (KafkaException)
        {
            // No broker answers, of which the client itself tells the log; what was learnt last stays.
        }
    }

    private void Learn(IEnumerable<TopicPartitionOffsetError> answers)
    {
        foreach (var answer in answers.Where(answer => !answer.Error.IsError))
        {
            _ends[answer.TopicPartition] = answer.Offset;
        }
    }
}
