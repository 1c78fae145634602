using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace RmsActors.Kafka;

/// <summary>librdkafka's log lines, in ours.</summary>
internal static class ClientLog
{
    internal static void Write(ILogger logger, LogMessage message) =>
        logger.Log(LevelOf(message), "{Client} {Facility}: {Message}", message.Name, message.Facility, message.Message);

    private static LogLevel LevelOf(LogMessage message) => message.Facility switch
    {
        // A property of the other kind of client under Kafka:Client is ignored, as it should be.
        "CONFWARN" => LogLevel.Debug,
        _ => (LogLevel)message.LevelAs(LogLevelType.MicrosoftExtensionsLogging),
    };
}
