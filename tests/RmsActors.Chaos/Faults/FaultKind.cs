namespace RmsActors.Chaos.Faults;

/// <summary>A way in which things go wrong.</summary>
/// <param name="Name">On the command line and in the report.</param>
/// <param name="What">In a few words.</param>
/// <param name="Again">How long after one strike the next of the same kind may come.</param>
/// <param name="StrikeAsync">Does it, and ends when it is over and everything could be as before. Null: it holds all the time, by a role's settings.</param>
internal sealed record FaultKind(string Name, string What, TimeSpan Again, Func<FaultContext, Random, CancellationToken, Task>? StrikeAsync)
{
    /// <summary>Whether it is left out unless it is asked for by its name.</summary>
    public bool OnlyIfNamed { get; init; }

    /// <summary>Why it cannot be done in this run; null: it can.</summary>
    public Func<FaultContext, string?> Obstacle { get; init; } = static _ => null;
}
