using System.Net;
using System.Net.Sockets;
using System.Text;
using RmsActors.Cli.Inspect;
using RmsActors.Hosting;
using RmsActors.Rms.Inspection;
using RmsActors.Testing;

namespace RmsActors.Cli.Tests.Inspect;

/// <summary>What a person is told whose node does not answer as it should.</summary>
public sealed class NodeClientTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _file = Path.GetTempFileName();

    public NodeClientTests() => _listener.Start();

    public void Dispose()
    {
        _listener.Dispose();
        File.Delete(_file);
    }

    private Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    [Fact]
    public async Task Nobody_listens()
    {
        var (code, output, error) = await Rms.RunAsync("cluster", "show", "--node", $"http://127.0.0.1:{LoopbackPorts.Free(1)[0]}");
        code.ShouldBe(1);
        output.ShouldBeEmpty();
        error.ShouldContain("Connection refused");
        error.ShouldContain("is that a node's management endpoint (Management:Host, Management:Port)?");
    }

    [Fact]
    public async Task A_node_that_says_nothing_is_not_waited_for_without_end()
    {
        using var client = new NodeClient(Address, null, TimeSpan.FromMilliseconds(300));
        (await Should.ThrowAsync<HttpRequestException>(client.GetAsync<ClusterView>(ManagementPaths.Cluster, default))).Message.ShouldBe($"--node = '{Address}': no answer within 0.3 s");
    }

    [Theory]
    [InlineData("200 OK", "<html>hello</html>", 1, "what answers there is no node's management endpoint of this version")]
    [InlineData("404 Not Found", "", 1, "what answers there is no node's management endpoint of this version")]
    [InlineData("401 Unauthorized", "{\"error\":\"the token has expired\"}", 1, "the token has expired; name a file with it by --token-file, or put it into RMS_TOKEN")]
    [InlineData("403 Forbidden", "{\"error\":\"this needs more\"}", 1, "this needs more")]
    [InlineData("429 Too Many Requests", "{\"error\":\"at most 50 requests a second\"}", 1, "at most 50 requests a second")]
    [InlineData("503 Service Unavailable", "{\"error\":\"it is being started\"}", 1, "it is being started")]
    [InlineData("500 Internal Server Error", "", 1, "500 InternalServerError")]
    [InlineData("400 Bad Request", "{\"error\":\"expected more\"}", 2, "expected more")]
    public async Task A_refusal_is_told_with_its_reason(string status, string body, int expected, string reason)
    {
        var answering = AnswerAsync(status, body);
        var (code, _, error) = await Rms.RunAsync("cluster", "show", "--node", Address.ToString());
        await answering;
        code.ShouldBe(expected);
        error.ShouldContain(reason);
    }

    [Fact]
    public async Task An_answer_that_lacks_something_is_shown_with_what_it_lacks_and_is_no_success()
    {
        var answering = AnswerAsync("200 OK", """{"group":"rms","partitions":[],"problems":["akka.tcp://rms@h:1 (unreachable): no answer within 3 s"]}""");
        var (code, output, error) = await Rms.RunAsync("lag", "--node", Address.ToString());
        await answering;
        code.ShouldBe(1);
        output.ShouldContain("committed");
        error.ShouldBe("akka.tcp://rms@h:1 (unreachable): no answer within 3 s" + Environment.NewLine);
    }

    [Fact]
    public async Task The_token_comes_from_a_file_and_a_bad_one_is_named()
    {
        await File.WriteAllTextAsync(_file, "my-token\n");
        var answering = AnswerAsync("200 OK", """{"self":"s","leader":null,"members":[],"problems":[]}""");
        (await Rms.RunAsync("cluster", "show", "--node", Address.ToString(), "--token-file", _file)).Code.ShouldBe(0);
        (await answering).ShouldContain("Authorization: Bearer my-token");

        await File.WriteAllTextAsync(_file, "two words\n");
        (await Rms.RunAsync("cluster", "show", "--node", Address.ToString(), "--token-file", _file)).ShouldBe(
            (2, "", $"--token-file = '{_file}': expected a token of visible ASCII characters without spaces{Environment.NewLine}"));
        await File.WriteAllTextAsync(_file, "");
        (await Rms.RunAsync("cluster", "show", "--token-file", _file)).Error.ShouldContain("expected a file whose first line is a token");
        (await Rms.RunAsync("cluster", "show", "--token-file", _file + ".none")).Code.ShouldBe(2);
    }

    [Theory]
    [InlineData("nonsense", "cluster", "show")]
    [InlineData("ftp://127.0.0.1", "cluster", "tail")]
    [InlineData("http://127.0.0.1:8558/cluster", "lag")]
    [InlineData("http://user:secret@127.0.0.1:8558", "inflight")]
    public async Task An_address_that_is_none_is_told(string node, params string[] verb)
    {
        var (code, _, error) = await Rms.RunAsync([.. verb, "--node", node]);
        code.ShouldBe(ExitCode.BadInput);
        error.ShouldContain($"--node = '{node}': expected an http or https URL without a path, such as http://127.0.0.1:8558");
    }

    [Theory]
    [InlineData("payment id 'a\\u000ab': expected 1 to 128 Unicode code points", "where", "a\nb")]
    [InlineData("payment id '': expected", "verify", "")]
    [InlineData("--older-than = 'soon': expected a duration", "inflight", "--older-than", "soon")]
    [InlineData("--shard", "cluster-sharding", "entities")]
    [InlineData("expected LEVEL with --category", "log", "level", "--category", "Akka")]
    public async Task What_cannot_be_asked_is_told_before_anybody_is(string reason, params string[] args)
    {
        var (code, _, error) = await Rms.RunAsync(args);
        code.ShouldBe(ExitCode.BadInput);
        error.ShouldContain(reason);
    }

    private async Task<string> AnswerAsync(string status, string body)
    {
        using var caller = await _listener.AcceptTcpClientAsync();
        await using var stream = caller.GetStream();
        var request = new StringBuilder();
        var buffer = new byte[4096];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            request.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer)));
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"));
        return request.ToString();
    }
}
