namespace RmsActors.Kafka;

/// <summary>The librdkafka properties of our clients: what the guarantees rest on, what is tuned, and what the user adds.</summary>
public static class ClientProperties
{
    private static readonly string[] Fixed =
    [
        "bootstrap.servers", "group.id", "enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset", "partition.assignment.strategy",
        "isolation.level", "enable.idempotence", "acks", "partitioner",
    ];

    /// <summary>Of a consumer.</summary>
    public static Dictionary<string, string> Consumer(KafkaOptions kafka, string groupId) => Merge(
        kafka,
        new()
        {
            ["fetch.wait.max.ms"] = kafka.Embedded ? "10" : "500",
            ["session.timeout.ms"] = kafka.Embedded ? "3000" : "10000",
            ["heartbeat.interval.ms"] = kafka.Embedded ? "500" : "3000",
            ["max.poll.interval.ms"] = "60000",
            ["check.crcs"] = "true",
            ["auto.commit.interval.ms"] = "1000",
            ["queued.max.messages.kbytes"] = "16384",
        },
        new()
        {
            ["group.id"] = groupId,
            ["enable.auto.commit"] = "true",
            ["enable.auto.offset.store"] = "false",
            ["auto.offset.reset"] = "error",
            ["partition.assignment.strategy"] = "range",
            ["isolation.level"] = "read_committed",
        });

    /// <summary>Of a producer. Dead letters of the largest records must fit.</summary>
    public static Dictionary<string, string> Producer(KafkaOptions kafka) => Merge(
        kafka,
        new()
        {
            ["linger.ms"] = "1",
            ["compression.type"] = "lz4",
            ["message.max.bytes"] = "2097152",
        },
        new()
        {
            ["acks"] = "all",
            ["enable.idempotence"] = "true",
            ["partitioner"] = "murmur2_random",
        });

    /// <summary>Of an administrative client.</summary>
    public static Dictionary<string, string> Admin(KafkaOptions kafka) => Merge(kafka, [], []);

    private static Dictionary<string, string> Merge(KafkaOptions kafka, Dictionary<string, string> tuned, Dictionary<string, string> owed)
    {
        foreach (var (key, value) in kafka.Client)
        {
            if (Fixed.Contains(key, StringComparer.Ordinal))
            {
                throw new ArgumentException($"{KafkaOptions.Section}:{nameof(KafkaOptions.Client)}:{key} = '{value}': the guarantees rest on this property, and it cannot be set");
            }

            tuned[key] = value;
        }

        foreach (var (key, value) in owed)
        {
            tuned[key] = value;
        }

        tuned["bootstrap.servers"] = kafka.Bootstrap;
        return tuned;
    }
}
