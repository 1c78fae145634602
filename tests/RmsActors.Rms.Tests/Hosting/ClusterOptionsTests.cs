using RmsActors.Rms.Hosting;

namespace RmsActors.Rms.Tests.Hosting;

public class ClusterOptionsTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("127.0.0.2", "127.0.0.2")]
    [InlineData("::1", "::1")]
    [InlineData("LOCALHOST", "127.0.0.1")]
    [InlineData("10.0.0.1", "0.0.0.0")]
    [InlineData("node-1.rms", "0.0.0.0")]
    public void Remoting_listens_on_loopback_alone_where_nobody_else_could_reach_the_node(string hostname, string address) =>
        new ClusterOptions { Hostname = hostname }.BindAddress.ShouldBe(address);
}
