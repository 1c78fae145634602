using Confluent.Kafka;
using RmsActors.Contracts;
using RmsActors.Kafka;
using RmsActors.Rms.Hosting;

namespace RmsActors.Rms.Inspection;

/// <summary>How far the two topics are worked off: what Kafka has, and what the nodes that read them say.</summary>
public sealed class LagInspection(ClusterAnswers cluster, GroupProgress group, RmsOptions options, RmsActors.Hosting.ManagementOptions management, TimeProvider time)
{
    private static readonly string[] Read = [Topics.PaymentDetails, Topics.WalletKycResponse];

    /// <summary>Every partition of both. Where Kafka does not answer, the nodes' part is told all the same.</summary>
    /// <exception cref="NotRunningException">This node's actor system does not run.</exception>
    public async Task<LagView> ReadAsync()
    {
        var problems = new List<string>();
        var progress = ProgressAsync(problems);
        var gathered = await cluster.AskAsync<NodeAnswer.Partitions>(new NodeQuestion.Partitions());
        var known = (await progress).ToDictionary(partition => (partition.Topic, partition.Partition));
        var readers = gathered.Answers.SelectMany(one => one.Answer.Read.Select(read => (one.Node, Read: read))).ToLookup(one => (one.Read.Topic, one.Read.Partition));
        var now = time.GetUtcNow();
        List<LagRow> rows =
        [
            .. from topic in Read
               from partition in Enumerable.Range(0, options.Partitions)
               let kafka = known.GetValueOrDefault((topic, partition))
               from reader in readers[(topic, partition)].DefaultIfEmpty()
               select Row(topic, partition, kafka, reader.Node, reader.Read, now),
        ];
        problems.AddRange(gathered.Problems);
        problems.AddRange(gathered.Answers.Where(one => one.Answer.NotListed > 0).Select(one => $"{one.Node} reads {one.Answer.NotListed} partitions more"));
        var unread = rows.Count(row => row.Owner is null);
        if (unread > 0)
        {
            problems.Add($"{unread} partitions are read by none of the nodes that answered: the group is being formed anew, or they drain");
        }

        return new LagView(options.GroupId, rows) { Problems = problems };
    }

    private static LagRow Row(string topic, int partition, PartitionProgress? kafka, string? node, ReadPartition? read, DateTimeOffset now) => new(
        topic, partition, node, kafka?.Committed, read?.Watermark, read?.Position, kafka?.End, kafka is { End: { } end } ? end - (kafka.Committed ?? 0) : null,
        read?.Oldest, read?.OldestSince is { } since ? Math.Round((now - since).TotalSeconds, 3) : null, read?.OldestPaymentId, read?.Paused);

    private async Task<IReadOnlyList<PartitionProgress>> ProgressAsync(List<string> problems)
    {
        try
        {
            return await group.ReadAsync(Read, options.Partitions, management.AnswerTimeout);
        }
        catch (KafkaException silent)
        {
            problems.Add($"Kafka does not answer: {silent.Error.Reason}");
            return [];
        }
    }
}
