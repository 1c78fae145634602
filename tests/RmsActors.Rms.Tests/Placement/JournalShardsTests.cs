using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging.Abstractions;
using RmsActors.Hosting;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Placement;
using RmsActors.Testing;

namespace RmsActors.Rms.Tests.Placement;

public class JournalShardsTests(StoreFixture stores) : IClassFixture<StoreFixture>
{
    [SkippableTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Another_number_than_the_journal_was_started_with_is_refused(DatabaseKind kind)
    {
        await using var journal = Database.Of(await stores.CreateAsync(kind), "journal");
        await Migrations.RunAsync(journal, typeof(NodeStores).Assembly, "RmsActors.Rms.Migrations.Journal", NullLogger.Instance, CancellationToken.None);

        await JournalShards.RequireAsync(journal, 12, CancellationToken.None);
        await JournalShards.RequireAsync(journal, 12, CancellationToken.None);
        var refused = await Should.ThrowAsync<ValidationException>(() => JournalShards.RequireAsync(journal, 24, CancellationToken.None));

        refused.Message.ShouldStartWith("Rms:Partitions = 24: this journal was started with 12 shards");
        refused.Message.ShouldContain("UPDATE journal_shards SET shards = 24");
    }
}
