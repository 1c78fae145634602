using Akka;
using Akka.Streams.Dsl;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace RmsActors.Kafka;

/// <summary>What became of a record.</summary>
public abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>Its effect is durable.</summary>
    public static Outcome Done { get; } = new DoneOutcome();

    /// <summary>Nobody will ever be able to process it; it goes to the dead letters with <paramref name="reason"/>.</summary>
    public static Outcome Poison(string reason) => new PoisonOutcome(reason);

    internal sealed record DoneOutcome : Outcome;

    internal sealed record PoisonOutcome(string Reason) : Outcome;
}

/// <summary>Processes one record. An exception means: not now; it is tried again, with growing pauses, until it succeeds.</summary>
public delegate Task<Outcome> RecordHandler(ConsumeResult<byte[]?, byte[]?> record, CancellationToken cancel);

/// <summary>Processes some records at once; one outcome a record, in their order. An exception means: not now, for all of them.</summary>
public delegate Task<IReadOnlyList<Outcome>> BatchHandler(IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> records, CancellationToken cancel);

/// <summary>Between a source and the committer: flows that never fail and never drop an element, or its offset would stand still for ever.</summary>
public static class Handling
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Each record on its own, up to <paramref name="parallelism"/> at a time, finishing in any order.</summary>
    public static Flow<CommittableMessage, CommittableOffset, NotUsed> Each(
        int parallelism, RecordHandler handler, DeadLetters deadLetters, ILogger logger, CancellationToken cancel) =>
        Flow.Create<CommittableMessage>()
            .SelectAsyncUnordered(parallelism, message => UntilDoneAsync(
                async () =>
                {
                    await SettleAsync(message, await handler(message.Record, cancel), deadLetters, cancel);
                    return [message.Offset];
                },
                $"{message.Offset}",
                logger,
                cancel))
            .SelectMany(offsets => offsets);

    /// <summary>As many as have arrived, up to <paramref name="maxBatch"/>, one batch after the other.</summary>
    public static Flow<CommittableMessage, CommittableOffset, NotUsed> Batches(
        int maxBatch, BatchHandler handler, DeadLetters deadLetters, ILogger logger, CancellationToken cancel) =>
        Flow.Create<CommittableMessage>()
            .Batch(maxBatch, first => new List<CommittableMessage> { first }, (batch, next) =>
            {
                batch.Add(next);
                return batch;
            })
            .SelectAsync(1, batch => UntilDoneAsync(
                async () =>
                {
                    var outcomes = await handler(batch.ConvertAll(message => message.Record), cancel);
                    foreach (var (message, outcome) in batch.Zip(outcomes))
                    {
                        await SettleAsync(message, outcome, deadLetters, cancel);
                    }

                    return batch.ConvertAll(message => message.Offset);
                },
                $"{batch.Count} records from {batch[0].Offset}",
                logger,
                cancel))
            .SelectMany(offsets => offsets);

    private static Task SettleAsync(CommittableMessage message, Outcome outcome, DeadLetters deadLetters, CancellationToken cancel) =>
        outcome is Outcome.PoisonOutcome poison ? deadLetters.PublishAsync(message.Record, poison.Reason, cancel) : Task.CompletedTask;

    // What is done, or nothing once cancelled. The task never faults: the stream would drop its element, and the offset stand still.
    private static async Task<IReadOnlyList<CommittableOffset>> UntilDoneAsync(Func<Task<IReadOnlyList<CommittableOffset>>> attempt, string what, ILogger logger, CancellationToken cancel)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await attempt();
            }
            catch (Exception) when (cancel.IsCancellationRequested)
            {
                return [];
            }
            catch (Exception failed)
            {
                logger.LogError(failed, "{What} could not be processed and is tried again in {Pause}: {Reason}", what, pause, failed.Message);
            }

            try
            {
                await Task.Delay(pause, cancel);
            }
            catch (OperationCanceledException)
            {
                return [];
            }
        }
    }
}
