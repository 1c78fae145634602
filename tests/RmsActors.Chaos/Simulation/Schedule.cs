namespace RmsActors.Chaos.Simulation;

/// <summary>The run's clock, and all that is still to happen. Time passes only from one event to the next; delays are in microseconds.</summary>
internal sealed class Schedule : TimeProvider
{
    public const long Millisecond = 1_000;
    public const long Second = 1_000_000;

    /// <summary>When every run begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    // By moment, and among events of one moment in the order in which they were scheduled.
    private readonly PriorityQueue<Event, UInt128> _queue = new(1_024);
    private ulong _order;

    /// <summary>Microseconds since the start.</summary>
    public long Elapsed { get; private set; }

    /// <summary>Events that have happened.</summary>
    public long Turns { get; private set; }

    public DateTimeOffset Now => Start.AddTicks(Elapsed * TimeSpan.TicksPerMicrosecond);

    public override long TimestampFrequency => Second;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Elapsed;

    public void In(long delay, Action action) => Enqueue(delay, new Event(null, 0, action));

    /// <summary>Has an incarnation of a process do something, unless it has ended by then.</summary>
    public void In(long delay, SimulatedProcess process, int incarnation, Action action) => Enqueue(delay, new Event(process, incarnation, action));

    /// <summary>Has the next event happen.</summary>
    /// <returns>False if there is none.</returns>
    public bool Turn()
    {
        if (!_queue.TryDequeue(out var next, out var due))
        {
            return false;
        }

        Elapsed = (long)(ulong)(due >> 64);
        Turns++;
        if (next.Process is { } process)
        {
            process.Run(next.Incarnation, next.Action);
        }
        else
        {
            next.Action();
        }

        return true;
    }

    private void Enqueue(long delay, Event happens) =>
        _queue.Enqueue(happens, new UInt128((ulong)(Elapsed + Math.Max(0, delay)), _order++));

    private readonly record struct Event(SimulatedProcess? Process, int Incarnation, Action Action);
}
