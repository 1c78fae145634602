using Microsoft.Extensions.Logging;
using RmsActors.Hosting;
using RmsActors.Kyc;
using RmsActors.Payments;
using RmsActors.Rms.Hosting;

namespace RmsActors.Cli.Stores;

/// <summary>Every store of the system, as those who prepare databases see them.</summary>
internal static class AllStores
{
    /// <summary>Brings all schemas up to date, and fills empty reference tables with what is shipped.</summary>
    /// <exception cref="InvalidOperationException">A script failed; it names which and why.</exception>
    public static async Task MigrateAsync(StoreOptions store, ILogger logger, TimeProvider time, CancellationToken cancel)
    {
        await using var nodes = new NodeDatabases(Database.Of(store, "journal"), Database.Of(store, "rms"));
        await NodeStores.MigrateAsync(nodes, logger, cancel);
        await using var payments = Database.Of(store, "payments");
        await new PaymentStore(payments, time).MigrateAsync(logger, cancel);
        await using var kyc = Database.Of(store, "kyc");
        await new KycStore(kyc, time).MigrateAsync(logger, cancel);
    }
}
