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
    /// <summary>Each record on its own, up to <paramref name="parallelism"/> at a time, finishing in any order.</summary>
    public static Flow<CommittableMessage, CommittableOffset, NotUsed> Each(
        int parallelism, RecordHandler handler, DeadLetters deadLetters, ILogger logger, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>As many as have arrived, up to <paramref name="maxBatch"/>, one batch after the other.</summary>
    public static Flow<CommittableMessage, CommittableOffset, NotUsed> Batches(
        int maxBatch, BatchHandler handler, DeadLetters deadLetters, ILogger logger, CancellationToken cancel) =>
        throw new NotImplementedException();
}
