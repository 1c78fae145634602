using Npgsql;
using RmsActors.Chaos.Harness;
using RmsActors.Chaos.Roles;
using RmsActors.Cli.Demo;
using RmsActors.Contracts;

namespace RmsActors.Chaos.Faults;

/// <summary>Processes that are killed, die at a step, freeze, are restarted in order, come and go.</summary>
internal static class RoleFaults
{
    /// <summary>How long it is waited for a role to be ready again.</summary>
    internal static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(150);

    // The others wait as long.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan BetweenHolds = TimeSpan.FromSeconds(1);
    private const int LooksAtHeld = 50;

    // A step that nothing leads to by itself is provoked. What is to provoke it may fall to another process, as partitions move.
    private static readonly TimeSpan BetweenProvocations = TimeSpan.FromSeconds(5);
    private const int HoldsBetweenProvocations = 4;
    private const int FreshPayments = 12;

    // Well past the failure detector and the split brain resolver's patience.
    private static readonly TimeSpan ZombieSleep = TimeSpan.FromSeconds(18);
    private static readonly TimeSpan ZombieEnd = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LostFor = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan GuestStay = TimeSpan.FromSeconds(8);

    public static IEnumerable<FaultKind> All() =>
    [
        Kill("kill-node", "an RMS node is killed and started again", (context, random) => context.AnyNode(random)),
        Kill("kill-payments", "payments is killed and started again", (_, _) => ChaosRoles.Payments),
        Kill("kill-antifraud", "antifraud is killed and started again", (_, _) => ChaosRoles.Antifraud),
        Kill("kill-kyc", "KYC is killed and started again", (_, _) => ChaosRoles.Kyc),
        new("lose-node", "an RMS node is killed and stays away", TimeSpan.FromSeconds(40), LoseAsync),
        CrashBeforeChange("crash-node-before-persist", "a node dies before its persist, which the database has not done", Node, static (database, cancel) => database.HoldJournalAsync(cancel)),
        Crash("crash-node-before-request", "a node dies after its persist, before the KYC request", Node, CrashPoint.BeforeSend(Topics.WalletKycRequest)),
        Crash("crash-node-after-request", "a node dies after the KYC request", Node, CrashPoint.AfterSend(Topics.WalletKycRequest)),
        Crash("crash-node-before-publish", "a node dies after its persist, before the decision is published", Node, CrashPoint.BeforeSend(Topics.PayDecision)),
        Crash("crash-node-after-publish", "a node dies after the decision is published, before the offset moves", Node, CrashPoint.AfterSend(Topics.PayDecision)),
        Crash("crash-payments-before-announce", "payments dies after its commit, before the id is announced", Payments, CrashPoint.BeforeSend(Topics.PaymentReadyForAntifraud)),
        Crash("crash-payments-after-announce", "payments dies after the id is announced, before it knows", Payments, CrashPoint.AfterSend(Topics.PaymentReadyForAntifraud)),
        Crash("crash-antifraud-before-details", "antifraud dies before the details are sent", Antifraud, CrashPoint.BeforeSend(Topics.PaymentDetails)),
        Crash("crash-antifraud-after-details", "antifraud dies after the details are sent, before the offset moves", Antifraud, CrashPoint.AfterSend(Topics.PaymentDetails)),
        CrashBeforeChange("crash-antifraud-before-commit", "antifraud dies before it has set the payments' status", Antifraud, static (database, cancel) => database.HoldPaymentsAsync(cancel)),
        Crash("crash-node-before-dead-letter", "a node dies before it puts a record aside", Node, CrashPoint.BeforeSend(Topics.DeadLettersOf(Topics.PaymentDetails)), InputFaults.PoisonDetailsAsync),
        Crash("crash-node-after-dead-letter", "a node dies after it has put a record aside, before the offset moves", Node, CrashPoint.AfterSend(Topics.DeadLettersOf(Topics.PaymentDetails)), InputFaults.PoisonDetailsAsync),
        Crash("crash-kyc-before-reply", "KYC dies after its commit, before the reply", Kyc, CrashPoint.BeforeSend(Topics.WalletKycResponse)),
        Crash("crash-kyc-after-reply", "KYC dies after the reply, before the offset moves", Kyc, CrashPoint.AfterSend(Topics.WalletKycResponse)),
        new("zombie", "a node is frozen past its downing, and wakes up", TimeSpan.FromSeconds(50), ZombieAsync),
        new("rolling-restart", "all nodes are ended and started again, one after the other", TimeSpan.FromSeconds(90), RollAsync),
        new("rebalance", "a node more joins and leaves", TimeSpan.FromSeconds(30), VisitAsync),
    ];

    private static string Node(FaultContext context, Random random) => context.AnyNode(random);

    private static string Payments(FaultContext context, Random random) => ChaosRoles.Payments;

    private static string Antifraud(FaultContext context, Random random) => ChaosRoles.Antifraud;

    private static string Kyc(FaultContext context, Random random) => ChaosRoles.Kyc;

    private static FaultKind Kill(string kind, string what, Func<FaultContext, Random, string> choose) =>
        new(kind, what, TimeSpan.FromSeconds(20), async (context, random, cancel) =>
        {
            var name = choose(context, random);
            if (await RunningAsync(context, kind, name, cancel) is { } child)
            {
                var read = await ReadByAsync(context, name, cancel);
                child.Kill();
                await EndedAsync(context, kind, name, child, cancel, read);
            }
        });

    private static FaultKind Crash(
        string kind, string what, Func<FaultContext, Random, string> choose, string step, Func<FaultContext, CancellationToken, Task>? provokeAsync = null) =>
        new(kind, what, TimeSpan.FromSeconds(20), async (context, random, cancel) =>
        {
            var name = choose(context, random);
            Child child;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(StepLimit);
            try
            {
                // One that is being started, or ends for another reason, is no use: the one after it is told.
                do
                {
                    child = await context.Supervisor.ReadyAsync(name, limit.Token);
                    await child.TellAsync(step);
                    while (await Task.WhenAny(child.Exited, context.PauseAsync(BetweenProvocations, limit.Token)) != child.Exited)
                    {
                        limit.Token.ThrowIfCancellationRequested();
                        await (provokeAsync ?? FreshPaymentsAsync)(context, limit.Token);
                    }
                }
                while (!child.End.Contains("dies " + step, StringComparison.Ordinal));
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                context.Log.Tell(kind, $"{name} did not come to the step '{step}'");
                await context.Supervisor.ChildOf(name).TellAsync(CrashPoint.Disarm(step));
                return;
            }

            await EndedAsync(context, kind, name, child, cancel);
        });

    // The payments of the run may all be decided by now. These are as good as theirs, but for the id.
    private static Task FreshPaymentsAsync(FaultContext context, CancellationToken cancel)
    {
        var now = context.Time.GetTimestamp();
        var fresh = context.Observer.Recent.Take(FreshPayments).Select((payment, number) => payment with { PaymentId = $"fresh-{now}-{number}" });
        return context.Feeder.FeedAsync(fresh, new Pace(FreshPayments, int.MaxValue), static () => 0, cancel);
    }

    // Between a statement's arrival at the database and its effect.
    private static FaultKind CrashBeforeChange(
        string kind, string what, Func<FaultContext, Random, string> choose, Func<ChaosDatabase, CancellationToken, Task<HeldTable>> hold) =>
        new(kind, what, TimeSpan.FromSeconds(20), async (context, random, cancel) =>
        {
            var name = choose(context, random);
            var vain = 0;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(StepLimit);
            try
            {
                while (true)
                {
                    var child = await context.Supervisor.ReadyAsync(name, limit.Token);
                    if (await CutOffAsync(context, kind, child, hold, limit.Token) is > 0 and var cut)
                    {
                        await child.Exited.WaitAsync(limit.Token);
                        context.Log.Tell(kind, $"{name}'s {cut} statements that waited are undone");
                        await EndedAsync(context, kind, name, child, cancel);
                        return;
                    }

                    await context.PauseAsync(BetweenHolds, limit.Token);
                    if (++vain % HoldsBetweenProvocations == 0)
                    {
                        await FreshPaymentsAsync(context, limit.Token);
                    }
                }
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                context.Log.Tell(kind, $"{name} changed nothing in time");
            }
        });

    // Kills a role as soon as it waits to change the table, and has the database forget what it was told.
    private static async Task<int> CutOffAsync(FaultContext context, string kind, Child role, Func<ChaosDatabase, CancellationToken, Task<HeldTable>> hold, CancellationToken cancel)
    {
        try
        {
            await using var held = await hold(context.Database, cancel);
            for (var look = 0; look < LooksAtHeld; look++)
            {
                var clients = ProcessSockets.LocalEndsOf(role.Id);
                if (await held.WaitingAsync(clients, cancel) > 0)
                {
                    role.Kill();
                    return await held.CutAsync(clients, cancel);
                }

                await context.PauseAsync(BetweenLooks, cancel);
            }
        }
        catch (NpgsqlException broken)
        {
            // Another fault has struck the database. Later, then; if the role is dead by now, nobody knows what became of its statements.
            context.Log.Tell(kind, $"the database went away meanwhile: {broken.Message}");
        }

        return 0;
    }

    private static async Task LoseAsync(FaultContext context, Random random, CancellationToken cancel)
    {
        var name = context.AnyNode(random);
        if (await RunningAsync(context, "lose-node", name, cancel) is not { } child)
        {
            return;
        }

        var read = await ReadByAsync(context, name, cancel);
        using (context.Supervisor.Hold(name))
        {
            child.Kill();
            context.Log.NodeKilled(read);
            context.Log.Struck("lose-node", $"{name} is killed and stays away for {LostFor.TotalSeconds} s");
            await context.PauseAsync(LostFor, cancel);
        }

        await ReadyAgainAsync(context, "lose-node", name, child, cancel);
    }

    private static async Task ZombieAsync(FaultContext context, Random random, CancellationToken cancel)
    {
        var name = context.AnyNode(random);
        while (await RunningAsync(context, "zombie", name, cancel) is { } child)
        {
            var others = context.Roles.Nodes.Where(node => node != name).Select(context.Supervisor.ChildOf).ToList();
            child.Freeze();
            context.Log.Struck("zombie", $"{name} is frozen for {ZombieSleep.TotalSeconds} s");
            try
            {
                await context.PauseAsync(ZombieSleep, cancel);
            }
            finally
            {
                child.Thaw();
            }

            context.Log.Tell("zombie", $"{name} wakes up");
            var removable = others.All(other => other is { Ready.IsCompletedSuccessfully: true, Exited.IsCompleted: false });
            if (!removable)
            {
                // Without most of the others nobody can remove it: it may be a member still, and rightly go on.
                await Task.WhenAny(child.Exited, context.PauseAsync(ZombieEnd, cancel));
                cancel.ThrowIfCancellationRequested();
            }

            if (removable || child.Exited.IsCompleted)
            {
                await ReadyAgainAsync(context, "zombie", name, child, cancel);
                return;
            }

            context.Log.Tell("zombie", $"{name} goes on: others were away as well; once more");
        }
    }

    private static async Task RollAsync(FaultContext context, Random random, CancellationToken cancel)
    {
        foreach (var name in context.Roles.Nodes)
        {
            if (await RunningAsync(context, "rolling-restart", name, cancel) is { } child)
            {
                child.Terminate();
                context.Log.Struck("rolling-restart", $"{name} is asked to end");
                await ReadyAgainAsync(context, "rolling-restart", name, child, cancel);
            }
        }
    }

    private static async Task VisitAsync(FaultContext context, Random random, CancellationToken cancel)
    {
        context.Log.Struck("rebalance", $"{context.Roles.Guest} joins");
        var ready = context.Supervisor.StartAsync(context.Roles.NodeRole(context.Roles.Nodes.Count), cancel);
        await Task.WhenAll(ready, context.PauseAsync(GuestStay, cancel));
        context.Log.Tell("rebalance", $"{context.Roles.Guest} leaves");
        await context.Supervisor.StopAsync(context.Roles.Guest);
    }

    // Another fault may have ended it just now.
    private static async Task<Child?> RunningAsync(FaultContext context, string kind, string name, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StepLimit);
        try
        {
            return await context.Supervisor.ReadyAsync(name, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            context.Log.Tell(kind, $"{name} does not run");
            return null;
        }
    }

    private static Task<IReadOnlySet<int>?> ReadByAsync(FaultContext context, string name, CancellationToken cancel) =>
        NodePartitions.OfAsync(context.Roles.Nodes.Contains(name) ? context.Supervisor.AddressOf(name) : null, cancel);

    private static async Task EndedAsync(FaultContext context, string kind, string name, Child child, CancellationToken cancel, IReadOnlySet<int>? read = null)
    {
        if (context.Roles.Nodes.Contains(name))
        {
            context.Log.NodeKilled(read);
        }

        context.Log.Struck(kind, $"{name} (process {child.Id}) died");
        await ReadyAgainAsync(context, kind, name, child, cancel);
    }

    // Ends when a role is ready as another process, or has had its time, and says which.
    private static async Task ReadyAgainAsync(FaultContext context, string kind, string name, Child ended, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(ReadyLimit);
        try
        {
            var child = await context.Supervisor.ReadyAgainAsync(name, ended, limit.Token);
            context.Log.Tell(kind, $"{name} is ready again (process {child.Id})");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            context.Log.Failed(kind, $"{name} has not ended, or is not ready again, after {ReadyLimit.TotalSeconds} s");
        }
    }
}
