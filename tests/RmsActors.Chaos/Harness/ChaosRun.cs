using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using RmsActors.Chaos.Checking;
using RmsActors.Chaos.Faults;
using RmsActors.Chaos.Report;
using RmsActors.Cli.CommandLine;
using RmsActors.Cli.Demo;
using RmsActors.Cli.Input;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Kyc;
using RmsActors.Kyc.Input;

namespace RmsActors.Chaos.Harness;

/// <summary>One run: everything is started, payments flow while faults strike, all is healed and drained, and then judged.</summary>
internal sealed class ChaosRun(ChaosOptions options, TextWriter output, TimeProvider time)
{
    // What was not accepted by then had its chance.
    private static readonly TimeSpan FeedExtra = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);
    private const double LeastAccepted = 0.99;

    private readonly History _history = new();

    /// <returns>The report; a run without violations has shown what it was to show.</returns>
    public async Task<ChaosReport> RunAsync(string data, CancellationToken cancel)
    {
        var logs = Directory.CreateDirectory(Path.Combine(data, "logs")).FullName;
        var log = new FaultLog(_history, output, time);
        var cut = NetworkFaults.All().Any(kind => options.Faults.Contains(kind.Name)) && NodeHosts.ObstacleOf(options) is null;
        await using var network = cut ? NodeHosts.MakeNetwork(options.Nodes + 1) : null;
        await using var database = await ChaosDatabase.StartAsync(options.Postgres, network?.Gateway, cancel);
        using var broker = EmbeddedBroker.Start(Topics.All.Concat(Topics.All.Select(Topics.DeadLettersOf)).Select(topic => (topic, ChaosOptions.Partitions)), ChaosOptions.Brokers);
        await using var hosts = network is null ? null : NodeHosts.Open(network, broker);
        // It waits for the broker no longer than the roles do.
        var kafka = new KafkaOptions { Bootstrap = broker.Bootstrap, Embedded = true, Client = { ["socket.timeout.ms"] = $"{BrokerFaults.SocketTimeout.TotalMilliseconds}" } };
        kafka.InterceptWith(new Injections(_history, time));
        var payments = SamplePayments.Generate(options.Seed, options.Payments);
        var wallets = Path.Combine(data, "wallets.csv");
        WalletsCsv.Write(wallets, SamplePayments.Wallets(options.Seed, payments).Where(wallet => !IsUnknown(wallet.WalletId)));

        await using var observer = Observer.Start(kafka, _history, time);
        await using var producer = KafkaProducer.Start(new ProducerSettings(kafka), NullLogger.Instance);
        var noted = new ConcurrentBag<Task>();
        await using var supervisor = new Supervisor(logs, Secrets(database), what => log.Tell("supervisor", what), () => noted.Add(observer.NoteCommittedAsync(cancel)), time);
        var roles = new ChaosRoles(broker.Bootstrap, data, options.Nodes, hosts);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Feeder.Parallelism }) { Timeout = TimeSpan.FromSeconds(15) };
        var feeder = new Feeder(http, () => supervisor.AddressOf(ChaosRoles.Payments), time);
        var context = new FaultContext(options, supervisor, roles, hosts, broker, database, producer, feeder, observer, log, time);
        var kinds = KindsOf(context);

        await StartAsync(supervisor, roles, wallets, cancel);
        log.Tell("run", $"seed {options.Seed}: everything is up; {payments.Count} payments at {options.Rate}/s; logs in {logs}");
        using var telling = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var memory = new PeakMemory(supervisor);
        var told = TellProgressAsync(context, memory, telling.Token);
        var accepted = await StormAsync(context, kinds, payments, cancel);
        log.Tell("run", "everything is healed; draining");
        var behind = await DrainAsync(context, cancel);
        noted.Add(observer.NoteCommittedAsync(cancel));
        await Task.WhenAll(noted);
        await telling.CancelAsync();
        await told;
        log.Tell("run", behind.Count == 0 ? "drained" : $"not drained within {DrainLimit.TotalSeconds} s: {string.Join("; ", behind.Take(5))}");

        foreach (var (id, status, acceptedAt) in await database.PaymentsAsync(cancel))
        {
            _history.Accepted(id, acceptedAt);
            _history.Status(id, status, time.GetUtcNow());
        }

        foreach (var (persistenceId, sequenceNumber, manifest, writtenAt) in await database.JournalAsync(cancel))
        {
            _history.JournalEvent(persistenceId, sequenceNumber, manifest, writtenAt ?? time.GetUtcNow());
        }

        await supervisor.StopAllAsync(roles.Nodes);
        return Judge(context, kinds, memory, accepted, behind);
    }

    private IReadOnlyList<FaultKind> KindsOf(FaultContext context)
    {
        var chosen = FaultKinds.All.Where(kind => options.Faults.Contains(kind.Name)).ToList();
        foreach (var kind in chosen.Where(kind => kind.Obstacle(context) is not null).ToList())
        {
            output.WriteLine($"left out: {kind.Name}: {kind.Obstacle(context)}");
            chosen.Remove(kind);
        }

        return chosen;
    }

    private async Task StartAsync(Supervisor supervisor, ChaosRoles roles, string wallets, CancellationToken cancel)
    {
        var behaviour = KycSettings().SelectMany(setting => (string[])["--set", $"{setting.Key}={setting.Value}"]);
        IEnumerable<RoleToRun> all =
        [
            roles.PaymentsRole(), roles.AntifraudRole(), roles.KycRole(wallets, behaviour), .. Enumerable.Range(0, options.Nodes).Select(roles.NodeRole),
        ];
        await Task.WhenAll(all.Select(role => supervisor.StartAsync(role, cancel)));
    }

    // Payments flow for the length of the run, however the faults delay them; a fault that lasts longer is waited for.
    private async Task<int> StormAsync(FaultContext context, IReadOnlyList<FaultKind> kinds, IReadOnlyList<PaymentDetails> payments, CancellationToken cancel)
    {
        using var feed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        feed.CancelAfter(options.Length + FeedExtra);
        var fed = context.Feeder.FeedAsync(payments, new Pace(options.Rate, int.MaxValue), () => context.Observer.Timings.Decided, feed.Token);
        var strikes = StrikeAsync(context, kinds, cancel);
        try
        {
            await fed;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            context.Log.Tell("run", "not every payment was accepted in time");
        }

        await strikes;
        return payments.Count;
    }

    private async Task TellProgressAsync(FaultContext context, PeakMemory memory, CancellationToken cancel)
    {
        using var tick = new PeriodicTimer(ProgressInterval, time);
        var timings = context.Observer.Timings;
        for (var before = 0; await tick.WaitForNextTickAsync(cancel).AsTask().ContinueWith(static next => next.IsCompletedSuccessfully, TaskScheduler.Default);)
        {
            memory.Look();
            var decided = timings.Decided;
            context.Log.Tell("run", $"{timings.Arrived} arrived, {decided} decided, {(decided - before) / ProgressInterval.TotalSeconds:0}/s");
            before = decided;
        }
    }

    private async Task StrikeAsync(FaultContext context, IReadOnlyList<FaultKind> kinds, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        var striking = new List<Task>();
        foreach (var (at, kind, seed) in FaultSchedule.Of(options.Seed, [.. kinds.Where(kind => kind.StrikeAsync is not null)], options.Length))
        {
            var wait = at - time.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
            {
                await context.PauseAsync(wait, cancel);
            }

            striking.Add(kind.StrikeAsync!(context, new Random(seed), cancel));
        }

        await Task.WhenAll(striking);
    }

    private async Task<IReadOnlyList<string>> DrainAsync(FaultContext context, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(DrainLimit);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(500), time);
        var undecided = 0L;
        try
        {
            while ((undecided = await context.Database.UndecidedAsync(limit.Token)) > 0)
            {
                await look.WaitForNextTickAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return [$"{undecided} payments undecided in the payment database"];
        }

        return await context.Observer.DrainedAsync(DrainLimit, what => context.Log.Tell("run", what), cancel);
    }

    private ChaosReport Judge(FaultContext context, IReadOnlyList<FaultKind> kinds, PeakMemory memory, int planned, IReadOnlyList<string> behind)
    {
        var verdict = Checker.Check(_history, new Expectations(KycScoresOutOfRange: options.Faults.Contains("kyc-wrong")));
        var payments = context.Observer.Timings.Payments.ToList();
        CountKyc(context.Log, payments);
        var counts = context.Log.Counts;
        var avoidable = payments.Count(payment => payment.ByTimeout && payment.IsPrompt);
        var (beforeKill, untouched) = Latencies.OfUntouchedMs(payments, context.Log.Kills);
        List<object> violations = [.. verdict.Violations, .. context.Log.Failures];
        violations.AddRange(behind.Select(what => "not drained: " + what));
        violations.AddRange(kinds.Where(kind => !counts.ContainsKey(kind.Name)).Select(kind => $"{kind.Name} was enabled and never struck"));
        if (avoidable > 0 && kinds.Count(kind => kind.StrikeAsync is not null) == 1)
        {
            violations.Add($"{avoidable} payments that KYC had answered promptly were decided by its silence, with one kind of fault alone");
        }

        if (verdict.Counts.Payments < LeastAccepted * planned)
        {
            violations.Add($"only {verdict.Counts.Payments} of {planned} payments were accepted");
        }

        return new ChaosReport(
            options.Seed,
            verdict.Counts.Payments,
            verdict.Counts.Decided,
            verdict.Counts.Lost,
            verdict.Counts.Conflicting,
            verdict.Counts.DuplicateDecisions,
            verdict.Counts.DeadLetters,
            counts.GetValueOrDefault("poison"),
            counts,
            Math.Round(verdict.Counts.WorstMilliseconds),
            Latencies.PromptP99Ms(payments),
            Latencies.AfterKillP99Ms(payments, context.Log.Kills),
            beforeKill,
            untouched,
            Latencies.AfterDatabaseReturnSeconds(payments, context.Log.DatabaseReturns, options.Rate) is { } afterReturn ? Math.Round(afterReturn, 1) : null,
            avoidable,
            context.Supervisor.Restarts,
            memory.Megabytes,
            violations);
    }

    // How KYC treats a request follows from the request's id.
    private void CountKyc(FaultLog log, IReadOnlyCollection<Timings.Passage> payments)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(KycSettings()).Build();
        var behaviour = new Behaviour(ValidatedOptions.Read<KycOptions>(settings, KycOptions.Section));
        var treatments = payments.Where(payment => payment.Asked is not null).Select(payment => behaviour.Of(KycCorrelation.RequestIdOf(payment.PaymentId))).ToList();
        foreach (var (kind, _, _, meant) in KycKinds())
        {
            Count(kind, treatments.Count(meant));
        }

        Count(FaultKinds.UnknownWallets, payments.Count(payment => payment.Asked is not null && payment.WalletId is { } wallet && IsUnknown(wallet)));

        void Count(FaultKind kind, int count)
        {
            if (count > 0)
            {
                log.Struck(kind.Name, $"{count} payments", count);
            }
        }
    }

    // One in a hundred.
    private bool IsUnknown(string wallet) => options.Faults.Contains(FaultKinds.UnknownWallets.Name) && wallet.EndsWith("99", StringComparison.Ordinal);

    private IEnumerable<(FaultKind Kind, string Setting, string Value, Func<Treatment, bool> Meant)> KycKinds() =>
        FaultKinds.OfKyc.Where(kyc => options.Faults.Contains(kyc.Kind.Name));

    private IEnumerable<KeyValuePair<string, string?>> KycSettings() =>
        KycKinds().Select(kyc => KeyValuePair.Create($"{KycOptions.Section}:{kyc.Setting}", (string?)kyc.Value));

    // A connection string is not for the process list.
    private static Dictionary<string, string> Secrets(ChaosDatabase database) =>
        new() { [$"{Settings.EnvironmentPrefix}{StoreOptions.Section}__{nameof(StoreOptions.Postgres)}"] = database.ConnectionString };
}
