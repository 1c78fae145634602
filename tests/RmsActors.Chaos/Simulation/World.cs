using RmsActors.Chaos.Checking;
using RmsActors.Kafka;

namespace RmsActors.Chaos.Simulation;

/// <summary>What everything in a run shares.</summary>
internal sealed class World
{
    private long _epochs;
    private long _asks;

    public World(ulong seed, int payments, PlantedBug bug)
    {
        Dice = new Dice(seed);
        Conditions = new Conditions(Dice, payments);
        Bug = bug;
        Log = new SimulatedLog(this);
        Producer = new SimulatedProducer(this);
        Journal = new SimulatedJournal(this);
        Cluster = new SimulatedCluster(this);
        Payments = new PaymentDatabase(this);
    }

    public Dice Dice { get; }

    public Conditions Conditions { get; }

    public PlantedBug Bug { get; }

    public Schedule Schedule { get; } = new();

    public History History { get; } = new();

    public SimulatedLog Log { get; }

    public SimulatedProducer Producer { get; }

    public SimulatedJournal Journal { get; }

    public SimulatedCluster Cluster { get; }

    public PaymentDatabase Payments { get; }

    /// <summary>From when on nothing goes wrong any more, so that the run can end.</summary>
    public bool Calm { get; set; }

    public DateTimeOffset Now => Schedule.Now;

    /// <summary>Whether something goes wrong now.</summary>
    public bool GoesWrong(double share) => share > 0 && !Calm && Dice.Chance(share);

    public void Fault(string kind, string text) => History.Fault(kind, text, Now);

    /// <summary>Notes that this record is written on purpose.</summary>
    public OutgoingRecord Injected(OutgoingRecord record)
    {
        History.Injected(record.Topic, record.Key, record.Value, Now);
        return record;
    }

    public long NextEpoch() => ++_epochs;

    public long NextAsk() => ++_asks;

    /// <summary>How long a message takes between two processes, in microseconds; now and then much longer.</summary>
    public long Latency() => Dice.Below(Conditions.Network) + (Dice.Chance(0.01) ? Dice.Below(50 * Conditions.Network) : 0);
}
