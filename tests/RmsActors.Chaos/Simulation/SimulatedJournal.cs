using RmsActors.Domain.Payments;
using RmsActors.Rms.Serialization;

namespace RmsActors.Chaos.Simulation;

/// <summary>What the journal tells who wanted an event stored.</summary>
internal enum JournalAnswer
{
    Written,

    /// <summary>Not known whether it was: a duplicate key, a lost connection, a time-out.</summary>
    Failed,
}

/// <summary>
/// The journal's table, with its unique key on persistence id and sequence number. Writes take time, go wrong in every way that a
/// database's do, and are not called off when the writer ends.
/// </summary>
internal sealed class SimulatedJournal(World world)
{
    private static readonly PaymentSerializer Serializer = new(null!);
    private readonly Dictionary<string, List<Row>> _rows = new(StringComparer.Ordinal);

    /// <summary>A payment's events in order, through their stored forms.</summary>
    public IReadOnlyList<PaymentEvent> Read(string persistenceId, out long highestSequenceNr)
    {
        highestSequenceNr = 0;
        if (!_rows.TryGetValue(persistenceId, out var rows))
        {
            return [];
        }

        highestSequenceNr = rows.Max(row => row.SequenceNr);
        return [.. rows.OrderBy(row => row.SequenceNr).Select(row => row.Read())];
    }

    /// <summary>Stores an event; <paramref name="answered"/> runs in the writer's process.</summary>
    public void Write(SimulatedProcess writer, string persistenceId, long sequenceNr, PaymentEvent happened, Action<JournalAnswer> answered)
    {
        var conditions = world.Conditions;
        var took = Time();
        if (world.GoesWrong(conditions.RowNotWritten))
        {
            world.Fault("row not written", $"{persistenceId} {sequenceNr}");
            writer.In(took, () => answered(JournalAnswer.Failed));
        }
        else if (world.GoesWrong(conditions.RowLate))
        {
            world.Fault("row written after a failure", $"{persistenceId} {sequenceNr}");
            writer.In(took, () => answered(JournalAnswer.Failed));
            world.Schedule.In(took + (5 * Time()), () => Insert(persistenceId, sequenceNr, happened));
        }
        else
        {
            var unknown = world.GoesWrong(conditions.RowUnknown);
            if (unknown)
            {
                world.Fault("row written and reported as failed", $"{persistenceId} {sequenceNr}");
            }

            WriteInTime(writer, persistenceId, sequenceNr, happened, took, unknown, answered);
        }
    }

    public long Time() => world.Dice.Below(world.Conditions.JournalTime) + (world.Dice.Chance(0.01) ? world.Dice.Below(50 * world.Conditions.JournalTime) : 0);

    private void WriteInTime(
        SimulatedProcess writer, string persistenceId, long sequenceNr, PaymentEvent happened, long took, bool unknown, Action<JournalAnswer> answered)
    {
        var incarnation = writer.Incarnation;
        var arrivesAlone = world.Dice.Chance(0.5);
        world.Schedule.In(took / 2, () =>
        {
            if (arrivesAlone || writer.Incarnation == incarnation)
            {
                var answer = Insert(persistenceId, sequenceNr, happened) && !unknown ? JournalAnswer.Written : JournalAnswer.Failed;
                writer.In(took - (took / 2), incarnation, () => answered(answer));
            }
        });
    }

    private bool Insert(string persistenceId, long sequenceNr, PaymentEvent happened)
    {
        if (!_rows.TryGetValue(persistenceId, out var rows))
        {
            _rows.Add(persistenceId, rows = []);
        }

        if (rows.Exists(row => row.SequenceNr == sequenceNr))
        {
            world.Fault("duplicate key", $"{persistenceId} {sequenceNr}");
            return world.Bug == PlantedBug.DuplicateRowsIgnored;
        }

        rows.Add(new Row(sequenceNr, happened));
        world.History.JournalEvent(persistenceId, sequenceNr, Serializer.Manifest(happened), world.Now);
        return true;
    }

    private sealed class Row(long sequenceNr, PaymentEvent happened)
    {
        private PaymentEvent? _read;

        public long SequenceNr { get; } = sequenceNr;

        // Through its stored form; the same for all who read it.
        public PaymentEvent Read() => _read ??= (PaymentEvent)Serializer.FromBinary(Serializer.ToBinary(happened), Serializer.Manifest(happened));
    }
}
