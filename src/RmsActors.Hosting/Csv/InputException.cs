namespace RmsActors.Hosting.Csv;

/// <summary>A line of a file that cannot be used, or with line 0 the file itself.</summary>
/// <param name="Line">Where the record starts.</param>
/// <param name="Problems">All that is wrong with it, a text each that names the line, the column and the value.</param>
public sealed record BadLine(int Line, IReadOnlyList<string> Problems);

/// <summary>An input file that cannot be used. The message has a line of text for each thing that is wrong with the first bad lines.</summary>
public sealed class InputException(string file, IReadOnlyList<BadLine> badLines) : Exception(string.Join(Environment.NewLine, Text(file, badLines)))
{
    /// <summary>How many bad lines the message tells about.</summary>
    public const int MostShown = 20;

    /// <summary>The file as it was named.</summary>
    public string File { get; } = file;

    /// <summary>All of them, also those that the message leaves out.</summary>
    public IReadOnlyList<BadLine> BadLines { get; } = badLines;

    private static IEnumerable<string> Text(string file, IReadOnlyList<BadLine> badLines)
    {
        foreach (var problem in badLines.Take(MostShown).SelectMany(bad => bad.Problems))
        {
            yield return $"{file}: {problem}";
        }

        if (badLines.Count > MostShown)
        {
            yield return $"{file}: and {badLines.Count - MostShown} more bad lines";
        }
    }
}
