using Akka;
using Akka.Streams.Dsl;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace RmsActors.Kafka;

/// <summary>Between a source and the committer: flows that never fail and never drop an element, or its offset would stand still for ever.</summary>
public static class Handling
{
    /// <summary>Each record on its own, up to <paramref name="parallelism"/> at a time, finishing in any order.</summary>
    /// <param name="cancel">Ends the attempts. What was not processed by then emits nothing, and is read again elsewhere.</param>
    public static Flow<CommittableMessage, CommittableOffset, NotUsed> Each(
        int parallelism, RecordHandler handler, DeadLetters deadLetters, ILogger logger, CancellationToken cancel, TimeProvider? time = null)
    {
        var retry = new Retry(logger, time ?? TimeProvider.System, cancel);
        return Flow.Create<CommittableMessage>()
            .SelectAsyncUnordered(parallelism, async message =>
            {
                var record = message.Record;
                var (handled, outcome) = await retry.RunAsync(
                    async attempt => await handler(record, attempt) ?? throw new InvalidOperationException("The handler gave no outcome."),
                    () => $"Processing {record.TopicPartitionOffset}");
                return (Settled: handled && await SettleAsync(record, outcome!, deadLetters, retry), message.Offset);
            })
            .Where(static element => element.Settled)
            .Select(static element => element.Offset);
    }

    /// <summary>As many as have arrived, up to <paramref name="maxBatch"/>, one batch after the other.</summary>
    /// <param name="cancel">Ends the attempts. What was not processed by then emits nothing, and is read again elsewhere.</param>
    public static Flow<CommittableMessage, CommittableOffset, NotUsed> Batches(
        int maxBatch, BatchHandler handler, DeadLetters deadLetters, ILogger logger, CancellationToken cancel, TimeProvider? time = null)
    {
        var retry = new Retry(logger, time ?? TimeProvider.System, cancel);
        return Flow.Create<CommittableMessage>()
            .Batch(maxBatch, static first => new List<CommittableMessage> { first }, static (batch, next) =>
            {
                batch.Add(next);
                return batch;
            })
            .SelectAsync(1, async batch =>
            {
                var records = batch.ConvertAll(static message => message.Record);
                var (handled, outcomes) = await retry.RunAsync(
                    attempt => OutcomesAsync(handler, records, attempt), () => $"Processing {records.Count} records from {records[0].TopicPartitionOffset}");
                if (!handled)
                {
                    return [];
                }

                var settled = await Task.WhenAll(records.Select((record, at) => SettleAsync(record, outcomes![at], deadLetters, retry)));
                return batch.Where((_, at) => settled[at]).Select(static message => message.Offset).ToList();
            })
            .SelectMany(static offsets => offsets);
    }

    private static async Task<IReadOnlyList<Outcome>> OutcomesAsync(
        BatchHandler handler, IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> records, CancellationToken cancel)
    {
        var outcomes = await handler(records, cancel);
        return outcomes.Count == records.Count && !outcomes.Contains(null!)
            ? outcomes
            : throw new InvalidOperationException($"The handler gave {outcomes.Count} outcomes for {records.Count} records.");
    }

    /// <summary>True once the record's offset may move.</summary>
    private static async Task<bool> SettleAsync(ConsumeResult<byte[]?, byte[]?> record, Outcome outcome, DeadLetters deadLetters, Retry retry)
    {
        if (outcome is not Outcome.PoisonOutcome poison)
        {
            return true;
        }

        var (published, _) = await retry.RunAsync(
            async attempt =>
            {
                await deadLetters.PublishAsync(record, poison.Reason, attempt);
                return true;
            },
            () => $"Dead-lettering {record.TopicPartitionOffset}");
        return published;
    }
}
