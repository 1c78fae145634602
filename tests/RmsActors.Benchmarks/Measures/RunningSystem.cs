using System.Globalization;
using System.Net.Http.Json;
using Npgsql;
using RmsActors.Benchmarks.Roles;
using RmsActors.Benchmarks.Strategies;
using RmsActors.Cli.Demo;
using RmsActors.Testing;

namespace RmsActors.Benchmarks.Measures;

/// <summary>A fresh broker, a fresh database, a responder and the instances of one strategy, each a process of its own.</summary>
internal sealed class RunningSystem : IAsyncDisposable
{
    // The embedded broker lets an idle fetch wait its whole time, which a real one does not.
    private const string FetchWait = "Kafka:Client:fetch.wait.max.ms=2";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("rms-bench-").FullName;
    private readonly List<Child> _children = [];
    private readonly List<Child> _instances = [];
    private readonly HttpClient _http = new();
    private readonly Strategy _strategy;
    private readonly IReadOnlyList<int> _ports;
    private readonly int _initial;
    private readonly IReadOnlyList<string> _settings;

    private RunningSystem(Strategy strategy, int instances, IReadOnlyList<string> settings)
    {
        (_strategy, _initial, _settings) = (strategy, Math.Max(1, instances), settings);
        // One more, for an instance that joins later.
        _ports = FreePorts.Take(instances + 1);
    }

    public string Bootstrap { get; private set; } = "";

    public string Database { get; private set; } = "";

    public IReadOnlyList<Child> Instances => _instances;

    /// <summary>Starts everything, and ends once every instance reads its partitions.</summary>
    /// <param name="instances">How many; with 0, the first is to be added.</param>
    /// <param name="settings">Further options of the instances.</param>
    /// <param name="responder">Whether KYC answers at all.</param>
    public static async Task<RunningSystem> StartAsync(
        Strategy strategy, int instances, PostgresServer postgres, IReadOnlyList<string> settings, bool responder, CancellationToken cancel)
    {
        var system = new RunningSystem(strategy, instances, settings);
        try
        {
            system.Database = await system.CreateDatabaseAsync(postgres, cancel);
            system.Bootstrap = await system.StartAsync(BenchRole.Kafka, [BenchRole.Kafka, BrokerVerb.Readers, $"{strategy.Readers}", BrokerVerb.Readers, $"{Responder.Readers}"]).Ready.WaitAsync(StartLimit, cancel);
            if (responder)
            {
                await system.StartAsync(BenchRole.Responder, [BenchRole.Responder, .. system.KafkaOptions()]).Ready.WaitAsync(StartLimit, cancel);
            }

            await Task.WhenAll(Enumerable.Range(0, instances).Select(_ => system.AddInstance().Ready)).WaitAsync(StartLimit, cancel);
            if (instances > 0)
            {
                await system.SharedAsync(cancel);
            }

            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts an instance more.</summary>
    public Child AddInstance()
    {
        var at = _instances.Count;
        IEnumerable<string> cluster = _strategy.Clustered
            ?
            [
                "--postgres", Database, "--port", Number(_ports[at]), "--set", $"Cluster:MinMembers={Number(_initial)}",
                .. Enumerable.Range(0, _initial).SelectMany(seed => (string[])["--seed-node", "127.0.0.1:" + Number(_ports[seed])]),
            ]
            : [];
        var instance = StartAsync($"{_strategy.Name}-{Number(at + 1)}", [_strategy.Role, .. KafkaOptions(), .. cluster, .. _strategy.Settings, .. _settings]);
        _instances.Add(instance);
        return instance;
    }

    /// <summary>A counter, summed over the instances that run.</summary>
    public async Task<long> CountAsync(string name, CancellationToken cancel)
    {
        var sum = 0L;
        foreach (var instance in _instances.Where(instance => !instance.Exited.IsCompleted))
        {
            sum += (await StatsAsync(instance, cancel)).GetValueOrDefault(name);
        }

        return sum;
    }

    public async Task<IReadOnlyDictionary<string, long>> StatsAsync(Child instance, CancellationToken cancel) =>
        (await _http.GetFromJsonAsync<Dictionary<string, long>>(await instance.Ready + "/stats", cancel))!;

    public async ValueTask DisposeAsync()
    {
        foreach (var child in Enumerable.Reverse(_children))
        {
            await child.DisposeAsync();
        }

        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Of the two topics that the instances of a cluster read, and of the one that those of the other strategy share.
    private async Task SharedAsync(CancellationToken cancel)
    {
        if (!_strategy.Clustered)
        {
            // Their groups settle while the load warms everything up.
            return;
        }

        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await CountAsync("assignedPartitions", cancel) != 2 * Contracts.Topics.DefaultPartitions)
        {
            await look.WaitForNextTickAsync(cancel);
        }
    }

    private IEnumerable<string> KafkaOptions() => ["--kafka", Bootstrap, "--kafka-embedded", "--data", _folder, "--http", "127.0.0.1:0", "--set", "Management:Port=0", "--set", FetchWait];

    private Child StartAsync(string name, IEnumerable<string> arguments)
    {
        var child = Child.Start(name, [BenchRole.Verb, .. arguments], new Dictionary<string, string> { ["RMS__Logging__LogLevel__Default"] = "Warning" }, _folder);
        _children.Add(child);
        return child;
    }

    private async Task<string> CreateDatabaseAsync(PostgresServer postgres, CancellationToken cancel)
    {
        var name = "bench_" + Path.GetFileName(_folder).Split('-')[^1].ToLowerInvariant();
        await using var server = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using (var create = server.CreateCommand($"CREATE DATABASE \"{name}\""))
        {
            await create.ExecuteNonQueryAsync(cancel);
        }

        var database = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = name }.ConnectionString;
        await using var source = NpgsqlDataSource.Create(database);
        await using var extension = source.CreateCommand("CREATE EXTENSION pg_stat_statements");
        await extension.ExecuteNonQueryAsync(cancel);
        return database;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
