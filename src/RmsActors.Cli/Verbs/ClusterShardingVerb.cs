using System.CommandLine;
using System.Globalization;
using RmsActors.Cli.CommandLine;
using RmsActors.Cli.Inspect;
using RmsActors.Rms.Inspection;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms cluster-sharding regions|shards|entities</c>.</summary>
internal static class ClusterShardingVerb
{
    public static Command Create() => new("cluster-sharding", "Shows where shards live and which payments are in memory. Nothing is woken by it.")
    {
        Regions(),
        Shards(),
        Entities(),
    };

    private static Command Regions()
    {
        var json = Show.JsonOption();
        return NodeOption.On(new Command("regions", "Each node's part of the region: its shards, and how many payments are in memory.") { json }, async (node, parsed, cancel) =>
            await Show.AnswerAsync(parsed, json, await node.GetAsync<RegionsView>(ManagementPaths.Regions, cancel), (view, output) => Show.Table(
                output,
                ["region", "node", "shards", "in memory", "which"],
                view.Regions.Select(region => (string?[])[region.Region, Show.Node(region.Node), Show.Whole(region.Shards.Count), Show.Whole(region.Payments), string.Join(' ', region.Shards)]),
                2,
                3)));
    }

    private static Command Shards()
    {
        var json = Show.JsonOption();
        return NodeOption.On(new Command("shards", "Every shard: where it lives, who reads the partition of its number, and how many payments are in memory.") { json }, async (node, parsed, cancel) =>
            await Show.AnswerAsync(parsed, json, await node.GetAsync<ShardsView>(ManagementPaths.Shards, cancel), (view, output) => Show.Table(
                output,
                ["shard", "lives on", "partition read by", "in memory", "state"],
                view.Shards.Select(shard => (string?[])[Show.Whole(shard.Shard), Show.Node(shard.Node), Show.Node(shard.Reader), Show.Whole(shard.Payments), shard.State]),
                0,
                3)));
    }

    private static Command Entities()
    {
        var json = Show.JsonOption();
        var shard = OptionOf.WholeNumber("--shard", "N", "The shard's number, which is the partition's.", 0, 9_999);
        shard.Required = true;
        var limit = OptionOf.WholeNumber("--limit", "N", "Payments to name at most (default 100, from 1 to 1000).", 1, 1_000);
        return NodeOption.On(new Command("entities", "The payments that are in memory in one shard.") { shard, limit, json }, async (node, parsed, cancel) =>
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{ManagementPaths.Entities}?shard={parsed.GetValue(shard)}&limit={parsed.GetValue(limit) ?? 100}");
            return await Show.AnswerAsync(parsed, json, await node.GetAsync<EntitiesView>(path, cancel), (view, output) =>
            {
                Show.Table(output, ["payment", "lives on"], view.PaymentIds.Select(id => (string?[])[id, Show.Node(view.Node)]));
                if (view.NotListed > 0)
                {
                    output.WriteLine($"and {view.NotListed} more");
                }
            });
        });
    }
}
