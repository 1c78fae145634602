using Confluent.Kafka;

namespace RmsActors.Kafka;

/// <summary>librdkafka's properties, as consumer, producer and administration use them.</summary>
public static class ClientProperties
{
    /// <summary>What the guarantees rest on, each with librdkafka's other names for it. Nobody may set these.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "bootstrap.servers", "metadata.broker.list", "group.id", "group.protocol", "partition.assignment.strategy",
        "enable.auto.commit", "auto.commit.enable", "enable.auto.offset.store", "auto.offset.reset", "isolation.level",
        "acks", "request.required.acks", "enable.idempotence", "partitioner", "transactional.id",
        "allow.auto.create.topics", "test.mock.num.brokers",
    };

    // What may hold a secret, by a part of its name; of Java's names as well, which people bring along. Beside these, what librdkafka does not know at all: it may be one of them, misspelt.
    private static readonly string[] Secret = ["password", "secret", "jaas", "token", "oauthbearer.config", "assertion", "ssl.key", "ssl_key"];
    private const int UnknownProperty = -2;

    // These belong to the .NET client and not to librdkafka; the first would take away the acknowledgements.
    private const string DotnetPrefix = "dotnet.";

    /// <summary>Of a consumer.</summary>
    /// <exception cref="ArgumentException">A property under <c>Kafka:Client</c> cannot be used.</exception>
    public static Dictionary<string, string> ForConsumer(ConsumerSettings settings)
    {
        var ours = Shared(settings.Kafka);
        ours["group.id"] = settings.GroupId;
        if (settings.ClientId is { } clientId)
        {
            ours["client.id"] = clientId;
        }

        // Whoever keeps a partition reads on while the group is formed anew, and a change of members moves the fewest.
        ours["partition.assignment.strategy"] = "cooperative-sticky";
        ours["enable.auto.commit"] = "true";
        ours["enable.auto.offset.store"] = "false";
        ours["auto.commit.interval.ms"] = "1000";
        ours["auto.offset.reset"] = "error";
        ours["isolation.level"] = "read_committed";
        ours["check.crcs"] = "true";
        ours["max.poll.interval.ms"] = "60000";
        // The commit on revocation waits this long at most for a coordinator that hangs; polling must go on well before the line above.
        ours["socket.timeout.ms"] = "20000";
        ours["allow.auto.create.topics"] = "false";
        ours["session.timeout.ms"] = "10000";
        // Members learn by it that the group is to be formed anew, and nobody reads what is to move before the last one has.
        ours["heartbeat.interval.ms"] = "1000";
        if (settings.Kafka.Embedded)
        {
            // The embedded broker forms a group anew for as long as the session timeout less a second, whoever has come; where partitions are to move, twice.
            ours["session.timeout.ms"] = "1600";
            ours["heartbeat.interval.ms"] = "200";
            ours["fetch.wait.max.ms"] = "10";
        }

        return Overridden(ours, settings.Kafka);
    }

    internal static Dictionary<string, string> ForProducer(ProducerSettings settings)
    {
        var ours = Shared(settings.Kafka);
        ours["acks"] = "all";
        ours["enable.idempotence"] = "true";
        ours["partitioner"] = "murmur2_random";
        // Every topic on its way costs a payment this much; under load records find company without it.
        ours["linger.ms"] = "0.1";
        ours["compression.type"] = "lz4";
        // The client's greatest. A dead letter is its source record and the headers that tell why, and what the client compares is its size before compression: the broker took the record, and decides.
        ours["message.max.bytes"] = "1000000000";
        return Overridden(ours, settings.Kafka);
    }

    internal static Dictionary<string, string> ForAdmin(KafkaOptions kafka) => Overridden(Shared(kafka), kafka);

    /// <summary>Checks each property by itself, with librdkafka's own words for what it does not take.</summary>
    internal static IReadOnlyList<string> Problems(IReadOnlyDictionary<string, string> client) =>
        [.. client.Select(property => Problem(property.Key, property.Value)).OfType<string>()];

    internal static void Validate(IReadOnlyDictionary<string, string> client)
    {
        var problems = Problems(client);
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, problems));
        }
    }

    /// <summary>Makes a client; what librdkafka finds wrong only then (a missing certificate, properties that exclude each other) reads alike.</summary>
    internal static T Build<T>(Func<T> build)
    {
        try
        {
            return build();
        }
        catch (InvalidOperationException refused)
        {
            throw new ArgumentException($"{KafkaOptions.Section}:Client: {refused.Message}", refused);
        }
    }

    private static Dictionary<string, string> Shared(KafkaOptions kafka)
    {
        var shared = new Dictionary<string, string>(StringComparer.Ordinal) { ["bootstrap.servers"] = kafka.Bootstrap };
        // After an outage replies and decisions wait for the slowest client to come back.
        shared["reconnect.backoff.max.ms"] = "1000";
        return shared;
    }

    private static Dictionary<string, string> Overridden(Dictionary<string, string> ours, KafkaOptions kafka)
    {
        Validate(kafka.Client);
        foreach (var (name, value) in kafka.Client)
        {
            ours[name] = value;
        }

        return ours;
    }

    private static string? Problem(string name, string value)
    {
        var key = $"{KafkaOptions.Section}:Client:{name}";
        if (Reserved.Contains(name) || name.StartsWith(DotnetPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return $"{key} = '{value}': not to be set here; delivery guarantees rest on it, or another setting holds it";
        }

        var conf = Librdkafka.ConfNew();
        try
        {
            var error = new byte[512];
            var result = Librdkafka.ConfSet(conf, name, value, error, error.Length);
            var hidden = result == UnknownProperty || Array.Exists(Secret, part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
            return result == 0 ? null : $"{key}{(hidden ? "" : $" = '{value}'")}: {EmbeddedCluster.Text(error).TrimEnd()}";
        }
        finally
        {
            Librdkafka.ConfDestroy(conf);
        }
    }
}
