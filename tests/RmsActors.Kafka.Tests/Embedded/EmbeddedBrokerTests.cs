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
    public void A_moved_leader_is_found()
    {
        using var broker = EmbeddedBroker.Start([("t", 1)], brokers: 3);
        broker.Bootstrap.Split(',').Length.ShouldBe(3);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.Bootstrap }).Build();

        for (var id = 1; id <= broker.Brokers; id++)
        {
            broker.Faults.MoveLeader("t", 0, id);
            admin.GetMetadata("t", TimeSpan.FromSeconds(10)).Topics.Single().Partitions.Single().Leader.ShouldBe(id);
        }
    }

    [Fact]
    public void A_moved_coordinator_is_found_if_it_is_there()
    {
        using var broker = EmbeddedBroker.Start([("t", 1)], brokers: 3);
        for (var id = 1; id <= broker.Brokers + 1; id++)
        {
            broker.Faults.MoveCoordinator("g", id);
            using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = broker.Bootstrap, GroupId = "g" }).Build();
            var committed = () => consumer.Committed([new TopicPartition("t", 0)], TimeSpan.FromSeconds(2));

            if (id <= broker.Brokers)
            {
                committed().Single().Offset.ShouldBe(Offset.Unset);
            }
            else
            {
                Should.Throw<KafkaException>(committed);
            }
        }
    }

    [Fact]
    public void Clients_are_told_the_advertised_address()
    {
        using var broker = EmbeddedBroker.Start([("t", 1)], brokers: 2);
        broker.Advertise(2, "forwarder.example", 9092);

        broker.Bootstrap.Split(',').ShouldAllBe(address => address.StartsWith("127.0.0.1:"));
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.Bootstrap.Split(',')[0] }).Build();
        admin.GetMetadata(TimeSpan.FromSeconds(10)).Brokers.Single(b => b.BrokerId == 2).ShouldSatisfyAllConditions(
            b => b.Host.ShouldBe("forwarder.example"), b => b.Port.ShouldBe(9092));
        Should.Throw<ArgumentOutOfRangeException>(() => broker.Advertise(3, "nowhere.example", 1));
    }

    [Fact]
    public void Is_disposed_of_once()
    {
        var broker = EmbeddedBroker.Start([("t", 1)]);
        broker.Dispose();
        broker.Dispose();
    }
}
