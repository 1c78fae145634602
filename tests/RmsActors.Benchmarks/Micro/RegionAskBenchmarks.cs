using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using BenchmarkDotNet.Attributes;
using RmsActors.Domain.Payments;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Payments;
using RmsActors.Rms.Streams;

namespace RmsActors.Benchmarks.Micro;

/// <summary>A question to a payment through the shard region and back, with an actor that answers at once: what sharding itself costs.</summary>
[MemoryDiagnoser]
public class RegionAskBenchmarks
{
    private const int Payments = 1_000;
    private ActorSystem _system = null!;
    private PaymentRegion _region = null!;
    private ScorePayment[] _asks = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        var rms = new RmsOptions();
        _system = ActorSystem.Create(
            RmsNodeHostingExtensions.ClusterName,
            ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, actor.provider = cluster, remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 } }")
                .WithFallback(NodeConfiguration.Serialization)
                .WithFallback(NodeConfiguration.Cluster(rms, new ClusterOptions())));
        var cluster = Cluster.Get(_system);
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.RegisterOnMemberUp(() => up.TrySetResult());
        cluster.Join(cluster.SelfAddress);
        await up.Task;
        var sharding = ClusterSharding.Get(_system);
        var shards = new PaymentShard(rms.Partitions);
        var settings = ClusterShardingSettings.Create(_system);
        var region = await sharding.StartAsync(
            PaymentShard.RegionName, _ => Props.Create(() => new Answering()), settings, shards, sharding.DefaultShardAllocationStrategy(settings), StopPayment.Instance);
        _region = new PaymentRegion(region, shards, rms.AskTimeout, new Counters(), TimeProvider.System);
        _asks = [.. Enumerable.Range(0, Payments).Select(n => new ScorePayment(new Payment($"payment-{n}", "w", 1m, "EUR", "DE", "card", default), new RecordOrigin("t", 0, n)))];
        await AskAsync();
    }

    [Benchmark(OperationsPerInvoke = Payments, Description = "region: ask, many at once")]
    public Task AskAsync() => Task.WhenAll(_asks.Select(ask => _region.AskAsync<PaymentScored>(ask, CancellationToken.None)));

    [GlobalCleanup]
    public Task CleanUpAsync() => _system.Terminate();

    private sealed class Answering : ReceiveActor
    {
        private static readonly PaymentScored Answer = new(new DecisionBytes([1]), ContentConflict: false);

        public Answering() => Receive<ScorePayment>(_ => Sender.Tell(Answer));
    }
}
