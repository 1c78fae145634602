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
        await Migrations.RunAsync(databases.Journal, typeof(NodeStores).Assembly, Scripts + "Journal", logger, cancellationToken);
        await JournalShards.RequireAsync(databases.Journal, options.Partitions, cancellationToken);
        await Migrations.RunAsync(databases.Rms, typeof(NodeStores).Assembly, Scripts + "ReferenceData", logger, cancellationToken);
        await referenceData.LoadShippedAsync(cancellationToken);
        rules.Replace(await referenceData.ReadAsync(cancellationToken));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
