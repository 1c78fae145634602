using RmsActors.Contracts;
using RmsActors.Kafka;

namespace RmsActors.Cli.Tests.Verbs;

public class TopicsVerbTests
{
    [Fact]
    public async Task Check_is_content_with_topics_that_are_as_they_must_be()
    {
        using var broker = EmbeddedBroker.Start(Topics.All.Concat(Topics.All.Select(Topics.DeadLettersOf)).Select(topic => (topic, 3)));
        var (code, output, error) = await Rms.RunAsync("topics", "check", "--kafka", broker.Bootstrap, "--kafka-embedded", "--partitions", "3");
        code.ShouldBe(0, output + error);
        output.ShouldContain("All 10 topics are as they must be.");
    }

    [Fact]
    public async Task Check_names_each_difference()
    {
        using var broker = EmbeddedBroker.Start(Topics.All.Select(topic => (topic, 2)));
        var (code, output, _) = await Rms.RunAsync("topics", "check", "--kafka", broker.Bootstrap, "--kafka-embedded", "--partitions", "3");
        code.ShouldBe(1);
        output.ShouldContain("PAYMENT-DETAILS: has 2 partitions, expected 3");
        output.ShouldContain("PAYMENT-DETAILS.DLQ: is missing");
    }
}
