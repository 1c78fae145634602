using Akka.Actor;
using Akka.Event;
using RmsActors.Testing;

namespace RmsActors.Kafka.Tests.Streams;

public sealed class ActorLogTests
{
    [Fact]
    public async Task An_actor_systems_log_lines_are_told_to_our_logger()
    {
        var logger = new RecordingLogger();
        using var system = ActorSystem.Create("test", ActorLog.Setup(logger));

        Logging.GetLogger(system, "there").Warning("it is {0}", "late");

        await Testing.Eventually.TrueAsync(() => logger.Warnings.Count > 0, "it is logged");
        logger.Warnings.ShouldHaveSingleItem().ShouldEndWith(": it is late");
    }
}
