using System.Globalization;

namespace RmsActors.Kafka;

/// <summary>A topic's specification in Kafka's own settings, and what is wrong with a topic that has others. Pure.</summary>
internal static class TopicRules
{
    private const string RetentionMs = "retention.ms";
    private const string MinInSyncReplicas = "min.insync.replicas";
    private const string MaxMessageBytes = "max.message.bytes";
    private const string UncleanElection = "unclean.leader.election.enable";
    private const string CleanupPolicy = "cleanup.policy";
    private const long Unlimited = -1;

    internal static Dictionary<string, string> SettingsOf(TopicSpecification topic) => new(StringComparer.Ordinal)
    {
        [RetentionMs] = Text(RetentionOf(topic)),
        [MinInSyncReplicas] = Text(topic.MinInSyncReplicas),
        [MaxMessageBytes] = Text(topic.MaxMessageBytes),
        [UncleanElection] = "false",
        [CleanupPolicy] = "delete",
    };

    internal static IEnumerable<string> ShapeDifferences(TopicSpecification topic, int partitions, int? replicas)
    {
        if (partitions != topic.Partitions)
        {
            yield return $"{topic.Name}: has {partitions} partitions, expected {topic.Partitions}";
        }

        if (replicas < topic.ReplicationFactor)
        {
            yield return $"{topic.Name}: has {replicas} replicas, expected at least {topic.ReplicationFactor}";
        }
    }

    internal static IEnumerable<string> SettingDifferences(TopicSpecification topic, IReadOnlyDictionary<string, string> settings)
    {
        var retention = RetentionOf(topic);
        if (Number(settings, RetentionMs) is { } actual && actual != Unlimited && (retention == Unlimited || actual < retention))
        {
            yield return $"{topic.Name}: {RetentionMs} is {actual}, expected {(retention == Unlimited ? "-1 (for ever)" : $"at least {retention}")}";
        }

        if (Number(settings, MinInSyncReplicas) is { } inSync && inSync < topic.MinInSyncReplicas)
        {
            yield return $"{topic.Name}: {MinInSyncReplicas} is {inSync}, expected at least {topic.MinInSyncReplicas}";
        }

        if (Number(settings, MaxMessageBytes) is { } largest && largest < topic.MaxMessageBytes)
        {
            yield return $"{topic.Name}: {MaxMessageBytes} is {largest}, expected at least {topic.MaxMessageBytes}";
        }

        if (settings.TryGetValue(UncleanElection, out var unclean) && unclean != "false")
        {
            yield return $"{topic.Name}: {UncleanElection} is {unclean}, expected false";
        }

        if (settings.TryGetValue(CleanupPolicy, out var policy) && policy != "delete")
        {
            yield return $"{topic.Name}: {CleanupPolicy} is {policy}, expected delete";
        }
    }

    private static long RetentionOf(TopicSpecification topic) =>
        topic.Retention == Timeout.InfiniteTimeSpan ? Unlimited : (long)topic.Retention.TotalMilliseconds;

    private static long? Number(IReadOnlyDictionary<string, string> settings, string name) =>
        settings.TryGetValue(name, out var text) && long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
