using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RmsActors.Hosting;
using RmsActors.Rms.Placement;
using RmsActors.Rms.ReferenceData;

namespace RmsActors.Rms.Hosting;

/// <summary>The node's two databases.</summary>
public sealed record NodeDatabases(Database Journal, Database Rms) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        await Rms.DisposeAsync();
    }
}

/// <summary>Before the actor system starts: schemas up to date, reference data loaded and read.</summary>
public sealed class NodeStores(
    NodeDatabases databases, RmsOptions options, ReferenceDataStore referenceData, CurrentRules rules, ILogger<NodeStores> logger) : IHostedService
{
    private const string Scripts = "RmsActors.Rms.Migrations.";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await MigrateAsync(databases, logger, cancellationToken);
        await JournalShards.RequireAsync(databases.Journal, options.Partitions, cancellationToken);
        rules.Replace(await referenceData.ReadAsync(cancellationToken));
    }

    /// <summary>Brings both schemas up to date, and fills empty reference tables with what is shipped.</summary>
    /// <exception cref="InvalidOperationException">A script failed; it names which and why.</exception>
    public static async Task MigrateAsync(NodeDatabases databases, ILogger logger, CancellationToken cancel)
    {
        await Migrations.RunAsync(databases.Journal, typeof(NodeStores).Assembly, Scripts + "Journal", logger, cancel);
        await Migrations.RunAsync(databases.Rms, typeof(NodeStores).Assembly, Scripts + "ReferenceData", logger, cancel);
        await new ReferenceDataStore(databases.Rms).LoadShippedAsync(cancel);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
