namespace RmsActors.Chaos.Simulation;

/// <summary>The run's clock, and all that is still to happen. Time passes only from one event to the next; delays are in microseconds.</summary>
internal sealed class Schedule : TimeProvider
{
    public const long Millisecond = 1_000;
    public const long Second = 1_000_000;

    /// <summary>When every run begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Action, Due> _queue = new(new Earliest());
    private long _order;

    /// <summary>Microseconds since the start.</summary>
    public long Elapsed { get; private set; }

    /// <summary>Events that have happened.</summary>
    public long Turns { get; private set; }

    public DateTimeOffset Now => Start.AddTicks(Elapsed * TimeSpan.TicksPerMicrosecond);

    public override DateTimeOffset GetUtcNow() => Now;

    public void In(long delay, Action action) => _queue.Enqueue(action, new Due(Elapsed + Math.Max(0, delay), _order++));

    /// <summary>Has the next event happen.</summary>
    /// <returns>False if there is none.</returns>
    public bool Turn()
    {
        if (!_queue.TryDequeue(out var action, out var due))
        {
            return false;
        }

        Elapsed = due.At;
        Turns++;
        action();
        return true;
    }

    /// <summary>Events of one moment happen in the order in which they were scheduled.</summary>
    private readonly record struct Due(long At, long Order);

    private sealed class Earliest : IComparer<Due>
    {
        public int Compare(Due x, Due y) => x.At != y.At ? (x.At < y.At ? -1 : 1) : x.Order.CompareTo(y.Order);
    }
}
