namespace RmsActors.Hosting.Csv;

/// <summary>One record of a file.</summary>
/// <param name="Line">Where it starts; the file's first line is 1.</param>
/// <param name="Fields">Unquoted, in the file's order; with a fault, those before it.</param>
/// <param name="Fault">Why it cannot be read; null where it can.</param>
internal sealed record CsvRecord(int Line, IReadOnlyList<string> Fields, CsvFault? Fault);

/// <summary>A field that breaks the rules of quoting.</summary>
/// <param name="Column">Its place in the record, from 0.</param>
/// <param name="Raw">The field as it stands in the file, up to the end of the line it starts on.</param>
/// <param name="Expected">What should be there.</param>
internal sealed record CsvFault(int Column, string Raw, string Expected);
