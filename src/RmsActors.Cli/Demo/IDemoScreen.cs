namespace RmsActors.Cli.Demo;

/// <summary>How far the payments are.</summary>
/// <param name="Decided">Payments whose decision is known.</param>
/// <param name="Total">Payments of the input.</param>
/// <param name="PerSecond">Decisions during the last seconds.</param>
internal readonly record struct DemoProgress(int Decided, int Total, double PerSecond);

/// <summary>Shows a person what the demo does.</summary>
internal interface IDemoScreen
{
    /// <summary>A line that stays.</summary>
    void Note(string line);

    /// <summary>Shows the progress until <paramref name="work"/> ends; the work is told where to report it.</summary>
    Task ProgressAsync(Func<Action<DemoProgress>, Task> work);
}
