using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RmsActors.Testing;

namespace RmsActors.Hosting.Tests;

public sealed class RoleHostTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly CancellationTokenSource _end = new();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _end.Dispose();
        _output.Dispose();
    }

    [Fact]
    public async Task Once_every_part_is_ready_it_says_so_with_its_address_and_ends_as_asked()
    {
        Readiness? readiness = null;
        var run = RunAsync(new("clerk", builder => builder.Services.AddSingleton<IHostedService>(provider =>
        {
            readiness = provider.GetRequiredService<Readiness>();
            readiness.Expect("ledger");
            return new Counting(provider.GetRequiredService<Counters>());
        })));
        await Eventually.TrueAsync(() => readiness is not null, "the role starts");
        _output.ToString().ShouldBeEmpty();
        readiness!.Set("ledger", true);
        await Eventually.TrueAsync(() => _output.ToString().EndsWith('\n'), "the ready line");

        var url = _output.ToString().Trim().Split(' ') is ["ready", "clerk", var address] ? address : throw new InvalidOperationException(_output.ToString());
        (await _http.GetAsync(url + "/healthz/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _http.GetAsync(url + "/healthz/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _http.GetFromJsonAsync<Dictionary<string, long>>(url + "/stats"))!["started"].ShouldBe(1);

        readiness.Set("ledger", false);
        var notReady = await _http.GetAsync(url + "/healthz/ready");
        notReady.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await notReady.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("missing")[0].GetString().ShouldBe("ledger");

        await _end.CancelAsync();
        (await run).ShouldBe(ExitCode.Success);
    }

    [Fact]
    public async Task A_process_that_cannot_go_on_ends_with_a_failure()
    {
        var run = RunAsync(new("clerk", builder => builder.Services.AddHostedService<Failing>()));
        (await run).ShouldBe(ExitCode.Failure);
    }

    [Fact]
    public async Task A_service_that_cannot_start_is_a_failure() =>
        (await RunAsync(new("clerk", builder => builder.Services.AddHostedService(_ => new Unable(new InvalidOperationException("no"))))))
            .ShouldBe(ExitCode.Failure);

    [Fact]
    public async Task A_setting_that_only_the_start_finds_bad_is_told_as_such() =>
        (await Should.ThrowAsync<OptionsException>(RunAsync(new("clerk", builder => builder.Services.AddHostedService(_ => new Unable(new OptionsException("Clerk:Desk: none")))))))
            .Message.ShouldBe("Clerk:Desk: none");

    [Fact]
    public async Task A_taken_port_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        (await Should.ThrowAsync<OptionsException>(RunAsync(new("clerk", _ => { }), ("Http:Port", $"{port}"))))
            .Message.ShouldStartWith($"Http:Port = '{port}': expected a free port of 127.0.0.1");
    }

    [Fact]
    public async Task A_host_that_is_no_address_is_named() =>
        (await Should.ThrowAsync<OptionsException>(RunAsync(new("clerk", _ => { }), ("Http:Host", "nowhere"))))
            .Message.ShouldStartWith("Http:Host = 'nowhere': expected an IP address");

    private Task<int> RunAsync(Role role, params (string Key, string Value)[] settings) => RoleHost.RunAsync(
        role,
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build(),
        _output,
        _end.Token);

    private sealed class Counting(Counters counters) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            counters.Add("started");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Failing(ProcessFate fate) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            fate.End("the ink is out");
            return Task.CompletedTask;
        }
    }

    private sealed class Unable(Exception cause) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.FromException(cause);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
