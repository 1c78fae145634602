namespace RmsActors.Hosting.Csv;

/// <summary>One record of a file.</summary>
/// <param name="Line">Where it starts; the file's first line is 1.</param>
/// <param name="Fields">Unquoted, in the file's order.</param>
/// <param name="Problem">Why it cannot be read; null where it can.</param>
public sealed record CsvRecord(int Line, IReadOnlyList<string> Fields, string? Problem);
