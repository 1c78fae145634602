using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using RmsActors.Cli.CommandLine;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Payments;
using Spectre.Console;

namespace RmsActors.Cli.Demo;

/// <summary>
/// The whole path of a payment on this machine: starts every role as a child process, submits the payments, watches until each
/// is decided, tells the result, and ends what it started.
/// </summary>
/// <param name="options">What to do.</param>
/// <param name="input">Payments and wallets, already checked.</param>
/// <param name="kafka">The cluster to talk to; its bootstrap is the embedded broker's once that runs.</param>
/// <param name="store">For the payment database.</param>
internal sealed class DemoRun(
    DemoOptions options, DemoInput input, KafkaOptions kafka, StoreOptions store, int partitions, IAnsiConsole console, IDemoScreen screen, TextWriter error, TimeProvider time)
{
    private static readonly TimeSpan SettleInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _asked = new();
    private readonly CancellationTokenSource _hurry = new();
    private int _signalCode = ExitCode.Interrupted;

    /// <summary>Runs from start to end.</summary>
    /// <returns>The process's exit code.</returns>
    /// <exception cref="OptionsException">The data folder or an output file cannot be used; nothing was started.</exception>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        OutputFile.Check("--ledger", options.Ledger);
        OutputFile.Check("--report", options.Report);
        using var data = DataFolder.Open(options.Data);
        using var signals = new TerminationSignals(OnSignal, deafToInterrupt: false);
        await using var cancelled = cancel.Register(_asked.Cancel);
        store.Data = data.Path;

        await using var fleet = new Fleet(data.Logs, ChildSettings.Of(options), screen.Note, time);
        var code = ExitCode.Failure;
        try
        {
            return code = await RunInAsync(fleet, data);
        }
        finally
        {
            // What went wrong may be told in a log.
            if (code is ExitCode.Failure or ExitCode.BadInput && fleet.HasStarted && !data.Keep)
            {
                data.Keep = true;
                await error.WriteLineAsync($"Stores and logs of this run are kept in {data.Path}.");
            }
        }
    }

    private async Task<int> RunInAsync(Fleet fleet, DataFolder data)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var failed = new CancellationTokenSource();
        using var run = CancellationTokenSource.CreateLinkedTokenSource(_asked.Token, timeout.Token, failed.Token);
        _ = fleet.Failed.ContinueWith(_ => failed.Cancel(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await StartAsync(fleet, data, run.Token);
            var code = await WorkAsync(fleet, run.Token);
            await KeepRunningAsync(fleet, data, failed.Token);
            return code;
        }
        catch (OperationCanceledException) when (_asked.IsCancellationRequested)
        {
            return _signalCode;
        }
        catch (OperationCanceledException) when (fleet.Failed.IsCompleted)
        {
            await error.WriteLineAsync(await fleet.Failed);
            return ExitCode.Failure;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            await error.WriteLineAsync($"Not everything was up within --timeout, {Duration.ToText(options.Timeout)}.");
            return ExitCode.Failure;
        }
        catch (ChildFailedException failure)
        {
            await error.WriteLineAsync(failure.Message);
            return failure.ExitCode == ExitCode.BadInput ? ExitCode.BadInput : ExitCode.Failure;
        }
        finally
        {
            await fleet.StopAsync(_hurry.Token);
        }
    }

    private async Task StartAsync(Fleet fleet, DataFolder data, CancellationToken cancel)
    {
        if (options.Kafka is null)
        {
            kafka.Bootstrap = await ShownAsync("kafka", fleet.StartAsync(DemoRoles.Kafka(partitions), cancel));
            kafka.Embedded = true;
        }
        else
        {
            screen.Note(TopicAdmin.WaitingFor(kafka));
            await TopicAdmin.RequireAsync(kafka, Topics.All.Concat(Topics.All.Select(Topics.DeadLettersOf)), NullLogger.Instance, cancel);
        }

        var common = DemoRoles.Common(kafka.Bootstrap, kafka.Embedded, data.Path);
        var roles = new List<RoleToRun>
        {
            DemoRoles.Payments(common),
            DemoRoles.Antifraud(common),
            DemoRoles.Kyc(common, input.WalletsIn(data.Path)),
        };
        roles.AddRange(DemoRoles.Nodes(common, options.Nodes));
        await Task.WhenAll(roles.Select(role => ShownAsync(role.Name, fleet.StartAsync(role, cancel))));
    }

    private async Task<string> ShownAsync(string name, Task<string> start)
    {
        var began = time.GetTimestamp();
        var address = await start;
        screen.Note($"{name} is up at {address} after {time.GetElapsedTime(began).TotalSeconds:0.0} s");
        return address;
    }

    private async Task<int> WorkAsync(Fleet fleet, CancellationToken cancel)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Feeder.Parallelism }) { Timeout = TimeSpan.FromSeconds(30) };
        await using var database = Database.Of(store, "payments");
        var observed = new ObservedDecisions(input.Payments.Select(payment => payment.PaymentId).ToHashSet(StringComparer.Ordinal));
        var deadLettered = 0L;
        await using var tail = await Task.Run(() => TopicTail.Start(kafka, [Topics.PayDecision, .. Topics.All.Select(Topics.DeadLettersOf)], record =>
        {
            if (record.Topic == Topics.PayDecision)
            {
                observed.Add(record.Message.Key, record.Message.Value);
            }
            else if (!ReplayMarkers.IsMarker(record))
            {
                deadLettered++;
            }
        }), cancel);

        var counts = new NodeCounts(http);
        var feeder = new Feeder(http, () => fleet.AddressOf(DemoRoles.PaymentsName), time);
        var work = new DemoWork(input.Payments, new PaymentStore(database, time), observed, feeder, ReadCountsAsync, time);
        var inTime = true;
        try
        {
            await SettleAsync(counts, ReadCountsAsync, cancel);
            await screen.ProgressAsync(show => work.RunAsync(Pace.Of(options.Rate, input.Payments.Count), show, cancel));
        }
        catch (OperationCanceledException) when (!_asked.IsCancellationRequested && !fleet.Failed.IsCompleted)
        {
            inTime = false;
            await work.ReadStoreAsync(_asked.Token);
        }

        await tail.CatchUpAsync(_asked.Token);
        await ReadCountsAsync(_asked.Token);
        var outcome = DemoOutcome.Of(input.Payments.Select(payment => payment.PaymentId), work.Of, observed);
        var report = RunFigures.Of(outcome, observed, work, feeder, counts, Interlocked.Read(ref deadLettered), options.Nodes);
        new DemoResult(options, console, error).Tell(outcome, report, inTime, counts.Running);
        return inTime && outcome.Problems.Count == 0 ? ExitCode.Success : ExitCode.Failure;

        Task ReadCountsAsync(CancellationToken until) => counts.ReadAsync(
            from at in Enumerable.Range(0, options.Nodes)
            let name = DemoRoles.NodeName(at)
            let address = fleet.AddressOf(name)
            where address is not null
            select ($"{name} {fleet.ProcessIdOf(name)}", address),
            until);
    }

    // Otherwise the latencies of the first payments would be those of nodes that are still joining the consumer group.
    private async Task SettleAsync(NodeCounts counts, Func<CancellationToken, Task> read, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        do
        {
            await Task.Delay(SettleInterval, time, cancel);
            await read(cancel);
        }
        while (!counts.HaveShared(2 * partitions) && time.GetElapsedTime(began) < SettleLimit);
        screen.Note($"the nodes have shared the partitions out after {time.GetElapsedTime(began).TotalSeconds:0.0} s");
    }

    private async Task KeepRunningAsync(Fleet fleet, DataFolder data, CancellationToken failed)
    {
        if (!options.KeepRunning)
        {
            return;
        }

        foreach (var name in (string[])["kafka", DemoRoles.PaymentsName, "antifraud", "kyc", .. Enumerable.Range(0, options.Nodes).Select(DemoRoles.NodeName)])
        {
            if (fleet.AddressOf(name) is { } address)
            {
                screen.Note($"{name}: {address}{(fleet.ManagementPortOf(name) is { } port ? string.Create(CultureInfo.InvariantCulture, $", looked into at http://127.0.0.1:{port}") : "")}");
            }
        }

        screen.Note($"logs: {data.Logs}");
        screen.Note("Everything stays up until Ctrl-C.");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_asked.Token, failed);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, end.Token);
    }

    private void OnSignal(PosixSignal signal, int earlier)
    {
        if (earlier > 0)
        {
            _hurry.Cancel();
            return;
        }

        _signalCode = signal switch
        {
            PosixSignal.SIGHUP => ExitCode.HungUp,
            PosixSignal.SIGQUIT => ExitCode.Quit,
            PosixSignal.SIGTERM => ExitCode.Terminated,
            _ => ExitCode.Interrupted,
        };
        error.WriteLine($"{signal}: everything that was started is being ended; a second one ends it at once.");
        _asked.Cancel();
    }
}
