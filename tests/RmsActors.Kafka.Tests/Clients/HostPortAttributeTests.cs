namespace RmsActors.Kafka.Tests.Clients;

public sealed class HostPortAttributeTests
{
    [Theory]
    [InlineData("localhost:9092", true)]
    [InlineData("broker-1.kafka:9092, 10.0.0.1:65535", true)]
    [InlineData("[::1]:9092", true)]
    [InlineData("localhost", false)]
    [InlineData("localhost:", false)]
    [InlineData(":9092", false)]
    [InlineData("localhost:0", false)]
    [InlineData("localhost:65536", false)]
    [InlineData("localhost:-1", false)]
    [InlineData("local host:9092", false)]
    [InlineData("localhost:9092,", false)]
    public void A_host_and_a_port_from_1_to_65535(string text, bool valid)
    {
        new HostPortAttribute().IsValid(text).ShouldBe(valid);
        new HostPortAttribute().IsValid(text.Split(',')).ShouldBe(valid);
    }

    [Fact]
    public void No_address_at_all_is_another_rules_matter()
    {
        new HostPortAttribute().IsValid(null).ShouldBeTrue();
        new HostPortAttribute().IsValid(Array.Empty<string>()).ShouldBeTrue();
    }
}
