using RmsActors.Testing;

namespace RmsActors.Kafka.Tests.Clients;

public sealed class KafkaOptionsTests
{
    [Theory]
    [InlineData("enable.auto.offset.store", "true")]
    [InlineData("enable.auto.commit", "false")]
    [InlineData("auto.offset.reset", "latest")]
    [InlineData("enable.idempotence", "false")]
    [InlineData("acks", "1")]
    [InlineData("request.required.acks", "1")]
    [InlineData("Acks", "1")]
    [InlineData("partitioner", "consistent")]
    [InlineData("isolation.level", "read_uncommitted")]
    [InlineData("partition.assignment.strategy", "cooperative-sticky")]
    [InlineData("group.id", "mine")]
    [InlineData("bootstrap.servers", "elsewhere:9092")]
    [InlineData("metadata.broker.list", "elsewhere:9092")]
    [InlineData("dotnet.producer.enable.delivery.reports", "false")]
    public void What_the_guarantees_rest_on_is_not_to_be_set(string name, string value)
    {
        var message = Should.Throw<ArgumentException>(With((name, value)).Validate).Message;

        message.ShouldBe($"Kafka:Client:{name} = '{value}': not to be set here; delivery guarantees rest on it, or another setting holds it");
    }

    [Fact]
    public void What_librdkafka_does_not_know_or_take_is_named_each_in_a_line()
    {
        var message = Should.Throw<ArgumentException>(With(("linger.sm", "5"), ("linger.ms", "-7"), ("client.id", "fine")).Validate).Message;

        var lines = message.Split(Environment.NewLine);
        lines.Length.ShouldBe(2);
        lines[0].ShouldStartWith("Kafka:Client:linger.sm: No such configuration property");
        lines[1].ShouldStartWith("Kafka:Client:linger.ms = '-7': ");
        lines[1].ShouldContain("range");
    }

    [Theory]
    [InlineData("sasl.pasword")]
    [InlineData("sasl.jaas.config")]
    [InlineData("ssl.truststore.password")]
    public void What_may_be_a_secret_is_not_told(string name)
    {
        var message = Should.Throw<ArgumentException>(() => With((name, "username=\"rms\" password=\"s3cr3t\";")).Validate()).Message;
        message.ShouldStartWith($"Kafka:Client:{name}: ");
        message.ShouldNotContain("s3cr3t");
    }

    [Fact]
    public void Properties_of_either_kind_of_client_win_over_ours()
    {
        var options = With(("linger.ms", "20"), ("session.timeout.ms", "45000"), ("security.protocol", "ssl"));
        options.Validate();

        ClientProperties.ForProducer(new ProducerSettings(options))["linger.ms"].ShouldBe("20");
        ClientProperties.ForConsumer(new ConsumerSettings(options, "g"))["session.timeout.ms"].ShouldBe("45000");
        ClientProperties.ForAdmin(options)["security.protocol"].ShouldBe("ssl");
    }

    [Fact]
    public async Task A_producers_property_does_not_disturb_a_consumer_nor_a_consumers_a_producer()
    {
        await using var kafka = new TestKafka(("t", 1));
        kafka.Options.Client["linger.ms"] = "2";
        kafka.Options.Client["fetch.min.bytes"] = "1";

        await kafka.Producer().SendAsync(new OutgoingRecord("t", [1], [1])).WaitAsync(TimeSpan.FromSeconds(20));
        var reader = new Reader(kafka.Consumer("g", new Subscription("t", 10)), "t", kafka.Materializer);

        await Testing.Eventually.TrueAsync(() => reader.Count == 1, "written and read");
        kafka.Logger.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void What_only_shows_when_the_client_is_made_is_an_error_of_the_same_kind()
    {
        var options = With(("max.in.flight", "100"));

        Should.Throw<ArgumentException>(() => KafkaProducer.Start(new ProducerSettings(options), new RecordingLogger()))
            .Message.ShouldStartWith("Kafka:Client: ");
    }

    [Fact]
    public void The_embedded_broker_is_asked_at_its_own_pace()
    {
        var real = ClientProperties.ForConsumer(new ConsumerSettings(new KafkaOptions(), "g"));
        var embedded = ClientProperties.ForConsumer(new ConsumerSettings(new KafkaOptions { Embedded = true }, "g"));

        (real["session.timeout.ms"], real.ContainsKey("fetch.wait.max.ms")).ShouldBe(("10000", false));
        (embedded["session.timeout.ms"], embedded["heartbeat.interval.ms"], embedded["fetch.wait.max.ms"]).ShouldBe(("1600", "200", "10"));
    }

    private static KafkaOptions With(params (string Name, string Value)[] client) =>
        new() { Client = client.ToDictionary(p => p.Name, p => p.Value) };
}
