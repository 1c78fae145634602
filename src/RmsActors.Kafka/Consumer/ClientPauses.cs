using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace RmsActors.Kafka;

/// <summary>
/// Brings the client's paused partitions in line with what the intake wants, each first told once it is assigned, and notes since when each is read; on the poll thread, outside of its handlers.
/// </summary>
internal sealed class ClientPauses(IConsumer<byte[]?, byte[]?> client, Intake intake, ReadingTimes reading, ILogger logger)
{
    // What the client was told. A partition just assigned is absent: it is told either way, since a client may remember.
    private readonly Dictionary<TopicPartition, bool> _told = [];
    private long _version = -1;

    public void Forget(TopicPartition partition) => _told.Remove(partition);

    public void Apply()
    {
        if (intake.Version == _version)
        {
            return;
        }

        _version = intake.Version;
        var pause = new List<TopicPartition>();
        var resume = new List<TopicPartition>();
        foreach (var status in intake.Status())
        {
            var partition = new TopicPartition(status.Topic, status.Partition);
            var wanted = status.Paused != PauseReasons.None;
            if (!_told.TryGetValue(partition, out var told) || told != wanted)
            {
                (wanted ? pause : resume).Add(partition);
            }
        }

        Tell(pause, client.Pause, paused: true);
        Tell(resume, client.Resume, paused: false);
    }

    private void Tell(List<TopicPartition> partitions, Action<IEnumerable<TopicPartition>> call, bool paused)
    {
        if (partitions.Count == 0)
        {
            return;
        }

        try
        {
            call(partitions);
            foreach (var partition in partitions)
            {
                _told[partition] = paused;
                if (paused)
                {
                    reading.Ended(partition);
                }
                else
                {
                    reading.Started(partition);
                }
            }
        }
        catch (KafkaException refused)
        {
            _version = -1;
            logger.LogWarning("{What} {Partitions} was refused ({Reason}); trying again", paused ? "Pausing" : "Resuming", string.Join(", ", partitions), refused.Error.Reason);
        }
    }
}
