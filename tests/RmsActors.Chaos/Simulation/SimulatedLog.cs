using System.Globalization;
using System.Text;
using Confluent.Kafka;
using RmsActors.Chaos.Checking;
using RmsActors.Contracts;
using RmsActors.Kafka;

namespace RmsActors.Chaos.Simulation;

/// <summary>One partition of a topic. Offsets rise, with gaps.</summary>
internal sealed class SimulatedPartition(string topic, int number)
{
    public string Topic { get; } = topic;

    public int Number { get; } = number;

    public List<ConsumeResult<byte[]?, byte[]?>> Records { get; } = [];

    /// <summary>Told of every record that is written.</summary>
    public List<PartitionReading> Readers { get; } = [];

    /// <summary>One above the last record's offset.</summary>
    public long End { get; set; }

    /// <summary>Where in <see cref="Records"/> the first record at this offset or above stands.</summary>
    public int IndexOf(long offset)
    {
        var (low, high) = (0, Records.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Records[middle].Offset.Value < offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}

/// <summary>The broker's topics. Nothing that was written is ever lost or changed.</summary>
internal sealed class SimulatedLog
{
    private readonly World _world;
    private readonly Dictionary<string, SimulatedPartition[]> _topics;

    public SimulatedLog(World world)
    {
        _world = world;
        _topics = Topics.All.SelectMany(topic => new[] { topic, Topics.DeadLettersOf(topic) }).ToDictionary(
            topic => topic,
            topic => Enumerable.Range(0, world.Conditions.Partitions).Select(p => new SimulatedPartition(topic, p)).ToArray(),
            StringComparer.Ordinal);
    }

    public IReadOnlyList<SimulatedPartition> PartitionsOf(string topic) => _topics[topic];

    /// <summary>Writes a record to its key's partition, or now and then to another.</summary>
    public void Append(OutgoingRecord record)
    {
        var partitions = _topics[record.Topic];
        var number = record.Key is null || _world.GoesWrong(_world.Conditions.Misplaced) ? _world.Dice.Below(partitions.Length) : Murmur2.Partition(record.Key, partitions.Length);
        var partition = partitions[number];
        partition.End += _world.GoesWrong(_world.Conditions.OffsetGap) ? 1 + _world.Dice.Below(3) : 0;
        var offset = partition.End++;
        partition.Records.Add(new ConsumeResult<byte[]?, byte[]?>
        {
            Topic = record.Topic,
            Partition = number,
            Offset = offset,
            Message = new Message<byte[]?, byte[]?> { Key = record.Key, Value = record.Value, Headers = record.Headers },
        });
        _world.History.Record(new TopicRecord(
            record.Topic, number, offset, record.Key, record.Value, _world.Now, Header(record.Headers, MessageHeaders.CorrelationId), SourceOf(record.Headers)));
        foreach (var reader in partition.Readers)
        {
            reader.Wake();
        }
    }

    private static DeadLetterOrigin? SourceOf(Headers? headers) => Header(headers, DeadLetterHeaders.Topic) is { } topic
        ? new DeadLetterOrigin(
            topic,
            int.Parse(Header(headers, DeadLetterHeaders.Partition)!, CultureInfo.InvariantCulture),
            long.Parse(Header(headers, DeadLetterHeaders.Offset)!, CultureInfo.InvariantCulture),
            Header(headers, DeadLetterHeaders.Reason)!)
        : null;

    private static string? Header(Headers? headers, string name) =>
        headers is not null && headers.TryGetLastBytes(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;
}
