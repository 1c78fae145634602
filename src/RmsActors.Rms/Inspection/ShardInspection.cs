using RmsActors.Contracts;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Inspection;

/// <summary>Where the shards live and what is in them, as their nodes tell.</summary>
public sealed class ShardInspection(ClusterAnswers cluster, RmsOptions options)
{
    /// <summary>Each node's part of the region.</summary>
    /// <exception cref="NotRunningException">This node's actor system does not run.</exception>
    public async Task<RegionsView> RegionsAsync()
    {
        var gathered = await cluster.AskAsync<NodeAnswer.Shards>(new NodeQuestion.Shards());
        return new RegionsView([.. gathered.Answers.Select(one => new RegionView(
            PaymentShard.RegionName, one.Node, [.. one.Answer.Living.Select(shard => shard.Shard).Concat(one.Answer.Silent).Order()], one.Answer.Living.Sum(shard => shard.Payments)))])
        {
            Problems = [.. gathered.Problems, .. gathered.Answers.SelectMany(one => one.Answer.Silent.Select(shard => $"shard {shard} on {one.Node} does not answer"))],
        };
    }

    /// <summary>Every shard there can be.</summary>
    /// <exception cref="NotRunningException">This node's actor system does not run.</exception>
    public async Task<ShardsView> ShardsAsync()
    {
        var shards = cluster.AskAsync<NodeAnswer.Shards>(new NodeQuestion.Shards());
        var partitions = await cluster.AskAsync<NodeAnswer.Partitions>(new NodeQuestion.Partitions());
        var gathered = await shards;
        var readers = partitions.Answers
            .SelectMany(one => one.Answer.Read.Where(read => read.Topic == Topics.PaymentDetails).Select(read => (read.Partition, one.Node)))
            .ToLookup(one => one.Partition, one => one.Node);
        var homes = gathered.Answers
            .SelectMany(one => one.Answer.Living.Select(shard => (shard.Shard, one.Node, Payments: (int?)shard.Payments))
                .Concat(one.Answer.Silent.Select(shard => (Shard: shard, one.Node, Payments: (int?)null))))
            .ToLookup(one => one.Shard);
        return new ShardsView([.. Enumerable.Range(0, options.Partitions).SelectMany(shard => homes[shard].Any()
            ? homes[shard].Select(home => new ShardView(shard, home.Node, readers[shard].FirstOrDefault(), home.Payments, home.Payments is null ? "does not answer" : "lives"))
            : [new ShardView(shard, null, readers[shard].FirstOrDefault(), null, Homeless(gathered.Problems))])])
        {
            Problems = [.. gathered.Problems.Union(partitions.Problems)],
        };
    }

    /// <summary>The payments in memory in one shard.</summary>
    /// <exception cref="NotRunningException">This node's actor system does not run.</exception>
    public async Task<EntitiesView> EntitiesAsync(int shard, int limit)
    {
        var gathered = await cluster.AskAsync<NodeAnswer.Entities>(new NodeQuestion.Entities(shard, limit));
        var (node, home) = gathered.Answers.FirstOrDefault(one => one.Answer.LivesHere);
        return new EntitiesView(shard, home is null ? null : node, home?.PaymentIds ?? [], home?.NotListed ?? 0)
        {
            Problems = home is null ? [.. gathered.Problems, $"shard {shard} has no home: {Homeless(gathered.Problems)}"] : gathered.Problems,
        };
    }

    /// <summary>What a shard is of which nobody has heard.</summary>
    public static string Homeless(IReadOnlyList<string> problems) =>
        problems.Count == 0 ? "no home: nobody has asked for it yet, or it is being moved" : "not on the nodes that answered";
}
