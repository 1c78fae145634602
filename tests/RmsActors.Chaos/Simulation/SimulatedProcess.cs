namespace RmsActors.Chaos.Simulation;

/// <summary>The process has ended in the middle of what it was doing.</summary>
internal sealed class CrashedException : Exception;

/// <summary>
/// A process: it does nothing when it is dead, and everything later when it is stopped in its tracks. What it has in memory belongs to
/// one incarnation.
/// </summary>
internal abstract class SimulatedProcess(World world, string name)
{
    private readonly List<Action> _heldBack = [];

    protected World World { get; } = world;

    public string Name { get; } = name;

    public int Incarnation { get; private set; }

    public bool IsAlive { get; private set; }

    public bool IsPaused { get; private set; }

    /// <summary>Runs <paramref name="action"/> later, unless this incarnation has ended by then.</summary>
    /// <param name="delay">In microseconds.</param>
    public void In(long delay, Action action) => In(delay, Incarnation, action);

    /// <summary>As above, for an incarnation that may have ended already.</summary>
    public void In(long delay, int incarnation, Action action) => World.Schedule.In(delay, this, incarnation, action);

    public void Start()
    {
        if (!IsAlive)
        {
            IsAlive = true;
            Incarnation++;
            OnStarted();
        }
    }

    /// <summary>A step at which the process may end.</summary>
    /// <param name="step">For the history, with the payment that it is about.</param>
    /// <exception cref="CrashedException">It has.</exception>
    public void Step(string step, string? paymentId = null)
    {
        if (World.GoesWrong(World.Conditions.Crash))
        {
            End("crash", $"{step} {paymentId}");
            throw new CrashedException();
        }
    }

    /// <summary>Ends the process, and starts it again after a while, as a supervisor does.</summary>
    public void End(string kind, string why)
    {
        if (!IsAlive)
        {
            return;
        }

        World.Fault(kind, $"{Name}: {why}");
        IsAlive = false;
        IsPaused = false;
        Incarnation++;
        _heldBack.Clear();
        OnEnded();
        World.Schedule.In(World.Dice.Pick(10, 100, 2_000) * Schedule.Millisecond, Start);
    }

    /// <summary>Stops the process in its tracks (SIGSTOP).</summary>
    public void Pause()
    {
        if (IsAlive && !IsPaused)
        {
            World.Fault("pause", Name);
            IsPaused = true;
            OnPaused();
        }
    }

    /// <summary>Lets it go on where it stood (SIGCONT), knowing nothing of the time that has passed.</summary>
    public void Resume()
    {
        if (!IsPaused)
        {
            return;
        }

        World.Fault("resume", Name);
        IsPaused = false;
        foreach (var action in _heldBack)
        {
            World.Schedule.In(0, action);
        }

        _heldBack.Clear();
    }

    /// <summary>Does it now, or once the process goes on, or never.</summary>
    public void Run(int incarnation, Action action)
    {
        if (incarnation != Incarnation)
        {
            return;
        }

        if (IsPaused)
        {
            _heldBack.Add(() => Run(incarnation, action));
            return;
        }

        try
        {
            action();
        }
        catch (CrashedException)
        {
            // All that it had in memory is gone; Step has told the others.
        }
    }

    protected abstract void OnStarted();

    protected abstract void OnEnded();

    protected abstract void OnPaused();
}
