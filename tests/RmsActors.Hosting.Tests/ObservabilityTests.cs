using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using RmsActors.Testing;

namespace RmsActors.Hosting.Tests;

public class ObservabilityTests
{
    [Theory]
    [InlineData("LogFormat", "Xml", "Observability:LogFormat = 'Xml': expected one of Line, Json")]
    [InlineData("LogFormat", "7", "Observability:LogFormat = '7': expected one of Line, Json")]
    [InlineData("OtlpEndpoint", "collector:4317", "Observability:OtlpEndpoint = 'collector:4317': expected an http or https address, such as http://localhost:4317")]
    [InlineData("TraceSampling", "1.5", "Observability:TraceSampling = '1.5': expected a number from 0 to 1")]
    public void A_setting_that_cannot_be_used_is_told(string key, string value, string message) =>
        Should.Throw<OptionsException>(() => ValidatedOptions.Read<ObservabilityOptions>(
                new ConfigurationBuilder().AddInMemoryCollection([new($"Observability:{key}", value)]).Build(), ObservabilityOptions.Section))
            .Message.ShouldBe(message);

    [Fact]
    public async Task Where_a_collector_is_named_it_is_sent_to()
    {
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        var role = await RunningRole.StartAsync(
            new Role("clerk", _ => { }), [new("Observability:OtlpEndpoint", $"http://127.0.0.1:{((IPEndPoint)collector.LocalEndpoint).Port}")]);
        var connecting = collector.AcceptTcpClientAsync();
        (await role.Http.GetAsync("/somewhere")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        using (var connection = await connecting.WaitAsync(TimeSpan.FromSeconds(30)))
        {
            // The first bytes of HTTP/2, which OTLP's gRPC runs over.
            var preface = new byte[14];
            await connection.GetStream().ReadExactlyAsync(preface);
            Encoding.ASCII.GetString(preface).ShouldBe("PRI * HTTP/2.0");
        }

        collector.Stop();
        (await role.StopAsync()).ShouldBe(ExitCode.Success);
        role.Http.Dispose();
    }
}
