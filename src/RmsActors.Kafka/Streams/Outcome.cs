using Confluent.Kafka;

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
