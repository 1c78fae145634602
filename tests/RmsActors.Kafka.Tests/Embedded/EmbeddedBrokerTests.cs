using Confluent.Kafka;

namespace RmsActors.Kafka.Tests.Embedded;

public sealed class EmbeddedBrokerTests
{
    [Fact]
    public void Has_the_topics_it_was_started_with_on_loopback()
    {
        using var broker = EmbeddedBroker.Start([("one", 1), ("twelve", 12)]);

        broker.Bootstrap.ShouldStartWith("127.0.0.1:");
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.Bootstrap }).Build();
        admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics.Select(t => (t.Topic, t.Partitions.Count)).ShouldBe([("one", 1), ("twelve", 12)], ignoreOrder: true);
    }

    [Fact]
    public void Two_of_them_know_nothing_of_each_other()
    {
        using var one = EmbeddedBroker.Start([("one", 1)]);
        using var other = EmbeddedBroker.Start([("other", 1)]);

        one.Bootstrap.ShouldNotBe(other.Bootstrap);
    }

    [Fact]
    public void A_topic_that_cannot_be_made_is_named() =>
        Should.Throw<InvalidOperationException>(() => EmbeddedBroker.Start([("twice", 1), ("twice", 1)])).Message.ShouldContain("create topic twice with 1 partitions");

    [Fact]
    public void Is_disposed_of_once()
    {
        var broker = EmbeddedBroker.Start([("t", 1)]);
        broker.Dispose();
        broker.Dispose();
    }
}
