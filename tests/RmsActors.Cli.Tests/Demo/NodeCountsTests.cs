using System.Net;
using System.Net.Sockets;
using System.Text;
using RmsActors.Cli.Demo;

namespace RmsActors.Cli.Tests.Demo;

public sealed class NodeCountsTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    public NodeCountsTests() => _listener.Start();

    public void Dispose()
    {
        _http.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task A_node_that_ends_in_the_middle_of_its_answer_keeps_its_last()
    {
        var counts = new NodeCounts(_http);
        const string whole = """{"assignedPartitions":24,"repliesOnOwner":7}""";
        await ReadAsync(counts, whole, sent: whole.Length);
        counts.HaveShared(24).ShouldBeTrue();
        counts.Running.ShouldBe(["node-1: assignedPartitions 24, repliesOnOwner 7"]);

        await ReadAsync(counts, """{"assignedPartitions":12}""", sent: 9);
        counts.OnOwner.ShouldBe(7);
        counts.HaveShared(24).ShouldBeFalse("it does not run now");
        counts.Running.ShouldBeEmpty();
    }

    // Answers one request with the beginning of a body that is said to be longer.
    private async Task ReadAsync(NodeCounts counts, string body, int sent)
    {
        var read = counts.ReadAsync([("node-1", $"http://{_listener.LocalEndpoint}")], default);
        using var connection = await _listener.AcceptTcpClientAsync();
        var stream = connection.GetStream();
        await stream.ReadExactlyAsync(new byte[16]);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body[..sent]}"));
        connection.Client.Shutdown(SocketShutdown.Send);
        await read;
    }
}
