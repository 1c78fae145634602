using Akka.Event;

namespace RmsActors.Kafka;

/// <summary>
/// Takes the place of Akka's logger of last resort, which writes to standard output once the other loggers have stopped, whatever
/// <c>stdout-loglevel</c> says: a role keeps standard output for its ready line.
/// </summary>
public sealed class SilentLogger : MinimalLogger
{
    /// <summary>For <c>akka.stdout-logger-class</c>.</summary>
    public static string ClassName { get; } = $"{typeof(SilentLogger).FullName}, {typeof(SilentLogger).Assembly.GetName().Name}";

    protected override void Log(object message)
    {
    }
}
