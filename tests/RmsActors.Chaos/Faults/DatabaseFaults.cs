using RmsActors.Chaos.Harness;

namespace RmsActors.Chaos.Faults;

/// <summary>The database restarts, hangs, loses connections in mid-commit, holds a row it should not, has no room left.</summary>
internal static class DatabaseFaults
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RowStays = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BetweenFills = TimeSpan.FromSeconds(1);
    private const int FillAttempts = 60;
    private const int Terminations = 30;
    private const int TerminationAttempts = 1_500;

    public static IEnumerable<FaultKind> All() =>
    [
        new("database-terminate", "connections are cut in mid-commit", TimeSpan.FromSeconds(20), TerminateAsync),
        new("duplicate-key", "a row stands where a payment's next event belongs", TimeSpan.FromSeconds(15), DuplicateKeyAsync),
        new("database-restart", "the database is restarted at once, without a checkpoint", TimeSpan.FromSeconds(30), RestartAsync) { Obstacle = NotPrivate },
        new("database-hang", "the database hangs for 10 s", TimeSpan.FromSeconds(40), HangAsync) { Obstacle = NotPrivate },
        new("disk-full", "there is no room left for tables", TimeSpan.FromSeconds(30), FillAsync)
        {
            Obstacle = context => context.Database.CanFill ? null : "only root can have its tables on a disk that can be filled, and on a private server alone",
        },
    ];

    private static string? NotPrivate(FaultContext context) => context.Database.IsPrivate ? null : "a server that was given is neither restarted nor stopped";

    private static async Task RestartAsync(FaultContext context, Random random, CancellationToken cancel)
    {
        context.Log.Struck("database-restart", "pg_ctl -m immediate restart");
        await context.Database.RestartAsync();
        context.Log.DatabaseReturned();
        context.Log.Tell("database-restart", "back");
    }

    private static async Task HangAsync(FaultContext context, Random random, CancellationToken cancel)
    {
        while (!context.Database.Freeze())
        {
            // It is being restarted.
            await context.PauseAsync(BetweenLooks, cancel);
        }

        context.Log.Struck("database-hang", $"every backend is stopped for {Hang.TotalSeconds} s");
        try
        {
            await context.PauseAsync(Hang, cancel);
        }
        finally
        {
            context.Database.Thaw();
        }

        context.Log.DatabaseReturned();
        context.Log.Tell("database-hang", "goes on");
    }

    private static async Task TerminateAsync(FaultContext context, Random random, CancellationToken cancel)
    {
        var cut = 0;

        // Nobody may be at work for a while: another fault has taken the nodes away.
        for (var round = 0; round < Terminations || (cut == 0 && round < TerminationAttempts); round++)
        {
            cut += await context.Database.TerminateActiveAsync(cancel);
            await context.PauseAsync(TimeSpan.FromMilliseconds(20), cancel);
        }

        context.Log.DatabaseReturned();
        if (cut > 0)
        {
            context.Log.Struck("database-terminate", $"{cut} connections cut while they were at work");
        }
    }

    // Some payment waits for KYC, which is silent or late for some.
    private static async Task DuplicateKeyAsync(FaultContext context, Random random, CancellationToken cancel)
    {
        if (await context.Database.InsertNextEventAsync(cancel) is not { } persistenceId)
        {
            context.Log.Tell("duplicate-key", "no payment waits");
            return;
        }

        context.Log.Struck("duplicate-key", $"a row in the way of {persistenceId}");
        await context.PauseAsync(RowStays, cancel);
        await context.Database.DeleteInsertedAsync(persistenceId, cancel);
        context.Log.Tell("duplicate-key", $"the row in the way of {persistenceId} is gone");
    }

    private static async Task FillAsync(FaultContext context, Random random, CancellationToken cancel)
    {
        var refused = false;
        for (var attempt = 0; attempt < FillAttempts && !refused; attempt++)
        {
            try
            {
                refused = await context.Database.FillDiskAsync(cancel);
                if (refused)
                {
                    context.Log.Struck("disk-full", $"for {Full.TotalSeconds} s");
                }

                // Unless another fault has struck the database first.
                await context.PauseAsync(refused ? Full : BetweenFills, cancel);
            }
            finally
            {
                context.Database.FreeDisk();
            }
        }

        context.Log.DatabaseReturned();
        context.Log.Tell("disk-full", refused ? "there is room again" : "the database was not there to be refused");
    }
}
