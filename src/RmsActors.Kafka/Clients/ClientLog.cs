using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace RmsActors.Kafka;

/// <summary>librdkafka's log lines, in ours.</summary>
internal static class ClientLog
{
    internal static void Write(ILogger logger, LogMessage message) =>
        logger.Log(LevelOf(message), "{Client} {Facility}: {Message}", message.Name, message.Facility, message.Message);

    // Kafka:Client holds the properties of both kinds of client; that each ignores the other's is as it should be.
    private static LogLevel LevelOf(LogMessage message) =>
        message.Facility == "CONFWARN" && message.Message.Contains("will be ignored by this", StringComparison.Ordinal)
            ? LogLevel.Debug
            : (LogLevel)message.LevelAs(LogLevelType.MicrosoftExtensionsLogging);
}
