using System.Net;
using System.Net.Sockets;
using RmsActors.Cli.Demo;

namespace RmsActors.Cli.Tests.Demo;

public class FreePortsTests
{
    private const int From = 19_000;

    [Fact]
    public void Who_looks_before_the_first_one_uses_its_ports_gets_others()
    {
        var first = FreePorts.TakeFrom(From, 3);
        var second = FreePorts.TakeFrom(From, 3);

        first.Concat(second).Distinct().Count().ShouldBe(6);
        first.Concat(second).ShouldAllBe(port => port >= From);

        // They are claimed, and still free for whom they are for.
        foreach (var port in first)
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            Should.NotThrow(listener.Start);
        }
    }

    [Fact]
    public void A_port_that_is_used_is_left_out()
    {
        using var user = new TcpListener(IPAddress.Loopback, 0);
        user.Start();
        var used = ((IPEndPoint)user.LocalEndpoint).Port;

        FreePorts.TakeFrom(used, 2).ShouldNotContain(used);
    }
}
