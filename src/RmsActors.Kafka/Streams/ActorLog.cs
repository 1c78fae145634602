using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Microsoft.Extensions.Logging;
using LogLevel = Akka.Event.LogLevel;

namespace RmsActors.Kafka;

/// <summary>
/// An actor system's log lines, in ours. Left to itself, an actor system writes to standard output, which a role keeps for its ready line.
/// </summary>
internal sealed class ActorLog : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    public ActorLog()
    {
        var logger = Context.System.Settings.Setup.Get<Target>().Value.Logger;
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(line => logger.Log(LevelOf(line), line.Cause, "{Source}: {Message}", line.LogSource, line.Message));
    }

    /// <summary>Has an actor system log to <paramref name="logger"/> alone.</summary>
    internal static ActorSystemSetup Setup(ILogger logger) => ActorSystemSetup.Create(
        BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(
            $$"""
            akka {
              loggers = ["{{typeof(ActorLog).FullName}}, {{typeof(ActorLog).Assembly.GetName().Name}}"]
              loglevel = INFO
              stdout-loglevel = OFF
              stdout-logger-class = "{{SilentLogger.ClassName}}"
            }
            """)),
        new Target(logger));

    private static Microsoft.Extensions.Logging.LogLevel LevelOf(LogEvent line) => line.LogLevel() switch
    {
        LogLevel.ErrorLevel => Microsoft.Extensions.Logging.LogLevel.Error,
        LogLevel.WarningLevel => Microsoft.Extensions.Logging.LogLevel.Warning,
        LogLevel.InfoLevel => Microsoft.Extensions.Logging.LogLevel.Information,
        _ => Microsoft.Extensions.Logging.LogLevel.Debug,
    };

    private sealed class Target(ILogger logger) : Setup
    {
        public ILogger Logger => logger;
    }
}
