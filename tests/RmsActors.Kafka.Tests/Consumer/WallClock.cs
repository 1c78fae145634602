namespace RmsActors.Kafka.Tests.Consumer;

/// <summary>A wall clock that is set apart from the monotonic one.</summary>
internal sealed class WallClock(TimeProvider monotonic) : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override long TimestampFrequency => monotonic.TimestampFrequency;

    public override long GetTimestamp() => monotonic.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => monotonic.GetUtcNow() + Ahead;
}
