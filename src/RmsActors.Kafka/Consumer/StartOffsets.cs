using System.Globalization;

namespace RmsActors.Kafka;

/// <summary>Where to read an assigned partition from.</summary>
/// <param name="Offset">The first offset to read.</param>
/// <param name="Baseline">True where nothing was committed before, and this is to be committed at once.</param>
public readonly record struct StartOffset(long Offset, bool Baseline)
{
    /// <summary>
    /// The committed offset, or else the partition's beginning: reading again is harmless, skipping is not.
    /// </summary>
    /// <param name="low">The lowest offset that the log holds.</param>
    /// <param name="high">One above the highest.</param>
    /// <exception cref="OffsetLostException">The log no longer holds, or does not hold yet, what was committed.</exception>
    public static StartOffset Of(string topic, int partition, string group, long? committed, long low, long high)
    {
        if (committed is not { } offset)
        {
            return new StartOffset(low, Baseline: true);
        }

        return offset >= low && offset <= high
            ? new StartOffset(offset, Baseline: false)
            : throw new OffsetLostException(topic, partition, group, offset, low, high);
    }
}

/// <summary>
/// A committed offset that the log does not hold: records were deleted before they were processed, or the log was replaced.
/// Going on would skip them in silence.
/// </summary>
public sealed class OffsetLostException(string topic, int partition, string group, long committed, long? low, long? high)
    : Exception(string.Create(
        CultureInfo.InvariantCulture,
        $"Group {group} goes on at offset {committed} of topic {topic} partition {partition}, but the log holds {Known(low)} to {Known(high)}: "
        + $"records may be lost. Find out why (retention too short, topic recreated, unclean election), send what is missing again, then set "
        + $"the group's offset: kafka-consumer-groups.sh --group {group} --topic {topic}:{partition} --reset-offsets --to-earliest --execute."))
{
    private static string Known(long? offset) => offset?.ToString(CultureInfo.InvariantCulture) ?? "unknown";
}
