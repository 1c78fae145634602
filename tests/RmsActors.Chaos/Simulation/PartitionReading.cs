namespace RmsActors.Chaos.Simulation;

/// <summary>A consumer's position on an assigned partition.</summary>
internal sealed class PartitionReading(SimulatedConsumer consumer, SimulatedPartition partition, int next, long epoch)
{
    public SimulatedPartition Partition { get; } = partition;

    public long Epoch { get; } = epoch;

    /// <summary>The index of the record to be read next.</summary>
    public int Next { get; set; } = next;

    public bool IsUnderWay { get; set; }

    /// <summary>Made once: it is scheduled for every few records.</summary>
    public Action? Take { get; set; }

    /// <summary>There may be something to read.</summary>
    public void Wake() => consumer.Fetch(this);
}
