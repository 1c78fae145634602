using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace RmsActors.Kafka;

/// <summary>
/// Hands watermarks to the client, which commits them every second, and commits at once where waiting would lose them. A
/// failure costs reading some records again, and nothing else. On the poll thread alone.
/// </summary>
internal sealed class OffsetStore(IConsumer<byte[]?, byte[]?> client, string group, ILogger logger)
{
    private readonly List<TopicPartitionOffset> _baselines = [];

    /// <summary>A partition without a committed offset starts here; to be committed as soon as it is ours.</summary>
    public void Baseline(TopicPartitionOffset baseline) => _baselines.Add(baseline);

    /// <summary>Commits the baselines, if there are new ones. Not from within the assignment handler: the client has no assignment yet.</summary>
    public void CommitBaselines()
    {
        if (_baselines.Count > 0)
        {
            _baselines.ForEach(Store);
            _baselines.Clear();
            Commit();
        }
    }

    /// <summary>A partition's baseline is no longer ours to commit.</summary>
    public void DropBaseline(TopicPartition partition) => _baselines.RemoveAll(baseline => baseline.TopicPartition == partition);

    public void Store(TopicPartitionOffset offset)
    {
        try
        {
            client.StoreOffset(offset);
        }
        catch (KafkaException refused)
        {
            logger.LogWarning("Offset {Offset} was not stored ({Reason}); its records will be read again", offset, refused.Error.Reason);
        }
    }

    /// <summary>Commits what is stored and not committed yet, and waits for the answer.</summary>
    public void Commit()
    {
        try
        {
            client.Commit();
        }
        catch (KafkaException nothing) when (nothing.Error.Code == ErrorCode.Local_NoOffset)
        {
            // All that is stored is committed already.
        }
        catch (KafkaException failed)
        {
            logger.LogWarning("Group {Group}: offsets were not committed ({Reason}); some records may be read again", group, failed.Error.Reason);
        }
    }
}
