using System.Text;
using RmsActors.Benchmarks.Measures;
using RmsActors.Contracts;
using RmsActors.Testing;

namespace RmsActors.Benchmarks.Strategies;

/// <summary>One strategy with so many instances, once: warmed up, idle, at full load, at half of that, and at a load that is the same for all.</summary>
internal sealed class StrategyRun(PostgresServer postgres, int payments, TimeProvider time)
{
    /// <summary>The load that is the same for all, in payments a second.</summary>
    public const double SameLoad = 1_000;

    private const double KillLoad = 500;
    private static readonly TimeSpan Phase = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);

    // What has become hot is compiled anew in the background, for seconds after the load that made it so: four instances have four times as much to compile, and that is no cost of a decision.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(4);
    private const double CompilingCores = 0.15;
    private static readonly TimeSpan SamePhase = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan BeforeKill = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    // Longer than it takes to notice the loss and to move its work.
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(40);

    public async Task<StrategySample> RunAsync(Strategy strategy, int instances, CancellationToken cancel)
    {
        await using var system = await RunningSystem.StartAsync(strategy, instances, postgres, [], responder: true, cancel);
        await using var load = new Load(system.Bootstrap, time);
        await load.RunAsync(payments, null, WarmUp, Patience, cancel);
        await CompiledAsync(system, cancel);

        var idle = await CpuOfAsync(system, () => Task.Delay(Idle, time, cancel));
        var counts = await CountsAsync(system, cancel);
        var database = await DatabaseUse.OfAsync(system.Database, cancel);
        LoadResult full = null!;
        var fullCpu = await CpuOfAsync(system, async () => full = await load.RunAsync(payments, null, Phase, Patience, cancel));
        var databaseUsed = await DatabaseUse.OfAsync(system.Database, cancel);
        var counted = await CountsAsync(system, cancel);
        var half = await load.RunAsync(payments, full.PerSecond / 2, Phase, Patience, cancel);
        await CompiledAsync(system, cancel);
        LoadResult same = null!;
        var sameCpu = await CpuOfAsync(system, async () => same = await load.RunAsync(payments, SameLoad, SamePhase, Patience, cancel));

        var decided = (double)full.Decided;
        var read = counted.RepliesRead - counts.RepliesRead;
        return new StrategySample(
            strategy.Name,
            instances,
            full.PerSecond,
            full.P50Ms,
            full.P95Ms,
            full.P99Ms,
            half.P50Ms,
            half.P99Ms,
            fullCpu.TotalSeconds / decided * 1000,
            sameCpu.TotalSeconds / same.Decided * 1000,
            idle / Idle,
            read / decided,
            read / decided * ReplyBytes(),
            read == 0 ? 0 : (counted.Forwarded - counts.Forwarded) / (double)read,
            2 * (counted.Forwarded - counts.Forwarded + counted.DetailsForwarded - counts.DetailsForwarded) / decided,
            (databaseUsed.Rows - database.Rows) / decided,
            (databaseUsed.Reads - database.Reads) / decided,
            (databaseUsed.Writes - database.Writes) / decided,
            ProcessUse.Of(system.Instances).PeakBytes / 1e6,
            full.Lost + half.Lost + same.Lost);
    }

    /// <summary>How many payments are never decided when one of the instances is killed under load.</summary>
    public async Task<int> KillAsync(Strategy strategy, int instances, CancellationToken cancel)
    {
        await using var system = await RunningSystem.StartAsync(strategy, instances, postgres, [], responder: true, cancel);
        await using var load = new Load(system.Bootstrap, time);
        await load.RunAsync(payments, SameLoad, BeforeKill, Patience, cancel);
        var loaded = load.RunAsync(payments, KillLoad, Phase, KillPatience, cancel);
        await Task.Delay(BeforeKill, time, cancel);
        system.Instances[0].Kill();
        return (await loaded).Lost;
    }

    private async Task CompiledAsync(RunningSystem system, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < LongestLook && await CpuOfAsync(system, () => Task.Delay(Look, time, cancel)) > CompilingCores * system.Instances.Count * Look)
        {
            // It still compiles.
        }
    }

    private static async Task<TimeSpan> CpuOfAsync(RunningSystem system, Func<Task> work)
    {
        var before = ProcessUse.Of(system.Instances).Cpu;
        await work();
        return ProcessUse.Of(system.Instances).Cpu - before;
    }

    private static async Task<(long RepliesRead, long Forwarded, long DetailsForwarded)> CountsAsync(RunningSystem system, CancellationToken cancel)
    {
        var forwarded = await system.CountAsync("repliesForwarded", cancel);
        var read = await system.CountAsync("repliesRead", cancel) + await system.CountAsync("repliesOnOwner", cancel) + forwarded;
        return (read, forwarded, await system.CountAsync("detailsForwarded", cancel));
    }

    // Key, value and the one header of a reply, as the responder writes it.
    private double ReplyBytes()
    {
        const string Id = "b-100000";
        var request = KycCorrelation.RequestIdOf(Id);
        var value = MessageCodec.Encode(new KycReply(KycStatus.Scored, 40m, request, Id, "wallet-100", time.GetUtcNow()));
        return Id.Length + value.Length + MessageHeaders.CorrelationId.Length + Encoding.UTF8.GetByteCount(request);
    }
}
