using System.Collections.Concurrent;
using System.Threading.Channels;
using Akka;
using Akka.Streams.Dsl;

namespace RmsActors.Kafka;

/// <summary>
/// One topic's records between the poll thread and the stream. Its size is bounded by pausing the topic's partitions. What was
/// read under an assignment that has ended is left out: whoever has the partition now reads it again.
/// </summary>
internal sealed class TopicBuffer(string topic)
{
    private readonly Channel<CommittableMessage> _records = Channel.CreateUnbounded<CommittableMessage>();
    private readonly ConcurrentDictionary<int, long> _epochs = new();
    private int _running;

    public string Topic => topic;

    public void Assigned(int partition, long epoch) => _epochs[partition] = epoch;

    public void Revoked(int partition)
    {
        _epochs.TryRemove(partition, out _);
        if (_epochs.IsEmpty)
        {
            // Nothing buffered is ours any more: free it now, the stream may be slow to come.
            while (_records.Reader.TryRead(out _))
            {
            }
        }
    }

    public void Add(CommittableMessage message) => _records.Writer.TryWrite(message);

    public void Close() => _records.Writer.TryComplete();

    public Source<CommittableMessage, NotUsed> Source() => Akka.Streams.Dsl.Source.From(ReadOnce);

    private IAsyncEnumerable<CommittableMessage> ReadOnce() =>
        Interlocked.Exchange(ref _running, 1) == 0
            ? ReadAsync()
            : throw new InvalidOperationException($"The source of topic {topic} runs already; it runs once.");

    private async IAsyncEnumerable<CommittableMessage> ReadAsync()
    {
        while (await _records.Reader.WaitToReadAsync())
        {
            while (_records.Reader.TryRead(out var message))
            {
                if (_epochs.TryGetValue(message.Offset.Partition, out var epoch) && epoch == message.Offset.Epoch)
                {
                    yield return message;
                }
            }
        }
    }
}
