using System.Globalization;
using Akka.Actor;
using Akka.Cluster.Sharding;
using RmsActors.Contracts;
using RmsActors.Kafka;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Inspection;

/// <summary>
/// Answers for its node. What it needs of the shards it asks of the region, which answers for them without a message to any
/// payment: a payment that is looked for is not woken by that.
/// </summary>
public sealed class InspectionActor : ReceiveActor
{
    /// <summary>Its name under <c>/user</c>, the same on every node.</summary>
    public const string ActorName = "inspection";

    // More than the region gives its shards.
    private static readonly TimeSpan RegionPatience = TimeSpan.FromSeconds(2);
    private const int MaxPartitions = 1_000;
    private readonly NodeView _view;
    private readonly PaymentShard _shards;
    private readonly TimeProvider _time;

    public InspectionActor(NodeView view, PaymentShard shards, TimeProvider time)
    {
        (_view, _shards, _time) = (view, shards, time);
        Receive<NodeQuestion>(question => Answer(question).PipeTo(Sender, Self, failure: failed => new NodeAnswer.Unable(Reason(failed))));
    }

    public static Props PropsFor(NodeView view, PaymentShard shards, TimeProvider time) => Props.Create(() => new InspectionActor(view, shards, time));

    private async Task<NodeAnswer> Answer(NodeQuestion question) => question switch
    {
        NodeQuestion.Shards => await ShardsAsync(),
        NodeQuestion.Entities q => await EntitiesAsync(q),
        NodeQuestion.Partitions => Partitions(),
        NodeQuestion.UnderWay q => UnderWay(q),
        NodeQuestion.Payment q => await PaymentAsync(q.PaymentId),
        _ => new NodeAnswer.Unable($"this version knows no question '{question.GetType().Name}'"),
    };

    private async Task<NodeAnswer> ShardsAsync()
    {
        var stats = await AskRegion<ShardRegionStats>(GetShardRegionStats.Instance);
        return new NodeAnswer.Shards(
            [.. stats.Stats.Select(shard => new ShardPayments(Number(shard.Key), shard.Value)).OrderBy(shard => shard.Shard)],
            [.. stats.Failed.Select(Number).Order()]);
    }

    private async Task<NodeAnswer> EntitiesAsync(NodeQuestion.Entities question)
    {
        var state = await AskRegion<CurrentShardRegionState>(GetShardRegionState.Instance);
        var shard = state.Shards.FirstOrDefault(shard => Number(shard.ShardId) == question.Shard);
        var (listed, notListed) = Bounded.Take([.. (shard?.EntityIds ?? Enumerable.Empty<string>()).Order(StringComparer.Ordinal)], question.Limit, id => id);
        return shard is null && state.Failed.Select(Number).Contains(question.Shard)
            ? new NodeAnswer.Unable($"shard {question.Shard} lives here and does not answer: it starts, moves or is overwhelmed")
            : new NodeAnswer.Entities(shard is not null, listed, notListed);
    }

    private NodeAnswer.Partitions Partitions()
    {
        var status = _view.Consumer?.Status() ?? [];
        var (listed, notListed) = Bounded.Take(status, MaxPartitions, partition => partition.Topic);
        return new NodeAnswer.Partitions([.. listed.Select(Shown)], notListed);
    }

    private ReadPartition Shown(PartitionStatus status)
    {
        var payment = status is { Topic: Topics.PaymentDetails, Oldest: { } oldest } ? _view.UnderWay.At(status.Partition, oldest)?.PaymentId : null;
        return new(
            status.Topic, status.Partition, status.Watermark, status.Position, status.UnderWay, status.CompleteAbove, status.Oldest, status.OldestSince,
            payment, status.Paused == PauseReasons.None ? null : status.Paused.ToString());
    }

    private NodeAnswer.UnderWay UnderWay(NodeQuestion.UnderWay question)
    {
        var now = _time.GetUtcNow();
        List<UnderWayPayment> older = [.. _view.UnderWay.All.Where(payment => now - payment.Since >= question.OlderThan).OrderBy(payment => payment.Since)];
        var (listed, notListed) = Bounded.Take(older, question.Limit, payment => payment.PaymentId);
        return new NodeAnswer.UnderWay(listed, notListed);
    }

    private async Task<NodeAnswer> PaymentAsync(string paymentId)
    {
        var partition = _shards.PartitionOf(paymentId);
        var underWay = _view.UnderWay.All.FirstOrDefault(payment => payment.PaymentId == paymentId);
        var reads = (_view.Consumer?.Status() ?? []).Any(status => status.Topic == Topics.PaymentDetails && status.Partition == partition);
        try
        {
            var state = await AskRegion<CurrentShardRegionState>(GetShardRegionState.Instance);
            var shard = state.Shards.FirstOrDefault(shard => Number(shard.ShardId) == partition);
            var silent = shard is null && state.Failed.Select(Number).Contains(partition);
            return new NodeAnswer.Payment(
                shard is not null || silent, shard?.EntityIds.Contains(paymentId) == true, reads, underWay, silent ? $"shard {partition} does not answer" : null);
        }
        catch (Exception failed) when (failed is AskTimeoutException or InvalidOperationException)
        {
            return new NodeAnswer.Payment(ShardLivesHere: false, InMemory: false, reads, underWay, Reason(failed));
        }
    }

    private Task<T> AskRegion<T>(object question) =>
        _view.Region is { } region ? region.Ask<T>(question, RegionPatience) : throw new InvalidOperationException("its shard region has not started yet");

    private static string Reason(Exception failed) => failed.GetBaseException() is AskTimeoutException
        ? "its shard region does not answer: it is being started or stopped"
        : failed.GetBaseException().Message;

    private static int Number(string shardId) => int.Parse(shardId, CultureInfo.InvariantCulture);
}
