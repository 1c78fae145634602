namespace RmsActors.Hosting.Csv;

/// <summary>An input file that cannot be used; one line for each thing that is wrong with it.</summary>
public sealed class InputException(string file, IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, Shown(file, problems)))
{
    /// <summary>How many problems are shown.</summary>
    public const int MostShown = 20;

    /// <summary>All that is wrong, also what the message leaves out.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;

    private static IEnumerable<string> Shown(string file, IReadOnlyList<string> problems)
    {
        foreach (var problem in problems.Take(MostShown))
        {
            yield return $"{file}: {problem}";
        }

        if (problems.Count > MostShown)
        {
            yield return $"{file}: and {problems.Count - MostShown} more bad lines";
        }
    }
}
