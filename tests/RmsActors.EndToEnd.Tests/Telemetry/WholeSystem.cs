using System.Globalization;
using RmsActors.Antifraud;
using RmsActors.Contracts;
using RmsActors.EndToEnd.Tests.Demo;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Kyc;
using RmsActors.Payments;
using RmsActors.Rms.Hosting;
using RmsActors.Testing;

namespace RmsActors.EndToEnd.Tests.Telemetry;

/// <summary>Every role, in this process: a broker, payments, antifraud, KYC and two nodes.</summary>
internal sealed class WholeSystem : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start(
        Topics.All.SelectMany(topic => new[] { (topic, RmsCluster.Partitions), (Topics.DeadLettersOf(topic), RmsCluster.Partitions) }));

    private readonly List<RunningRole> _roles = [];

    public RunningRole Payments { get; private set; } = null!;

    public IReadOnlyList<RunningRole> Nodes { get; private set; } = [];

    public static async Task<WholeSystem> StartAsync()
    {
        var system = new WholeSystem();
        var ports = LoopbackPorts.Free(2);
        system.Payments = await system.AddAsync("payments", builder => builder.AddPayments(), app => app.MapPayments());
        await system.AddAsync("antifraud", builder => builder.AddAntifraud());
        await system.AddAsync("kyc", builder => builder.AddKyc());
        system.Nodes = await Task.WhenAll(ports.Select(port => system.AddAsync("node", builder => builder.AddRmsNode(), null, Cluster(port, ports))));
        return system;
    }

    /// <summary>Ends a node as SIGTERM would.</summary>
    public async Task StopNodeAsync(int index)
    {
        var node = Nodes[index];
        _roles.Remove(node);
        await node.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // Nodes first, both at once: they were started last.
        await Task.WhenAll(Nodes.Where(_roles.Remove).Select(node => node.DisposeAsync().AsTask()));
        foreach (var role in _roles.AsEnumerable().Reverse())
        {
            await role.DisposeAsync();
        }

        _broker.Dispose();
        _folder.Dispose();
    }

    private static (string Key, string? Value)[] Cluster(int port, IReadOnlyList<int> seeds) =>
    [
        ("Cluster:Port", port.ToString(CultureInfo.InvariantCulture)),
        ("Cluster:MinMembers", seeds.Count.ToString(CultureInfo.InvariantCulture)),
        ("Cluster:SeedNodeTimeout", "00:00:01"),
        ("Management:Port", "0"),
        ("Rms:Partitions", RmsCluster.Partitions.ToString(CultureInfo.InvariantCulture)),
        .. seeds.Index().Select(seed => ($"Cluster:SeedNodes:{seed.Index}", (string?)$"127.0.0.1:{seed.Item}")),
    ];

    private async Task<RunningRole> AddAsync(
        string name, Action<Microsoft.AspNetCore.Builder.WebApplicationBuilder> add, Action<Microsoft.AspNetCore.Builder.WebApplication>? map = null, params (string Key, string? Value)[] own)
    {
        var role = new Role(
            name,
            builder =>
            {
                builder.Services.AddValidatedOptions<KafkaOptions>(builder.Configuration, KafkaOptions.Section);
                add(builder);
            },
            map);
        (string Key, string? Value)[] settings =
            [("Kafka:Bootstrap", _broker.Bootstrap), ("Kafka:Embedded", "true"), ("Store:Data", _folder["data"]), ("Logging:LogLevel:Default", "Warning"), .. own];
        var running = await RunningRole.StartAsync(role, settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        lock (_roles)
        {
            _roles.Add(running);
        }

        return running;
    }
}
