namespace RmsActors.Hosting.Csv;

/// <summary>A file's columns: those that were asked for and no others, in the file's order.</summary>
internal sealed class CsvHeader
{
    private readonly IReadOnlyList<string> _inFile;
    private readonly Dictionary<string, int> _places;

    private CsvHeader(IReadOnlyList<string> inFile)
    {
        _inFile = inFile;
        _places = inFile.Index().ToDictionary(column => column.Item, column => column.Index, StringComparer.Ordinal);
    }

    public int Count => _inFile.Count;

    /// <summary>The columns' names, in the file's order.</summary>
    public string Text => string.Join(",", _inFile);

    /// <summary>Where a column's field is in each record.</summary>
    public int PlaceOf(string column) => _places[column];

    /// <summary>The name of the column at a place; its number, from 1, where the file has no such column.</summary>
    public string NameAt(int place) => place < _inFile.Count ? _inFile[place] : $"{place + 1}";

    /// <summary>Reads the first record of a file.</summary>
    /// <exception cref="InputException">It is not the header that was asked for.</exception>
    public static CsvHeader Of(string file, CsvRecord? record, IReadOnlyList<string> columns)
    {
        var expected = $"expected the header {string.Join(",", columns)}";
        if (record is null)
        {
            throw Bad(["the file is empty"]);
        }

        if (record.Fault is { } fault)
        {
            throw Bad([$"'{Shown.Of(fault.Raw)}' is no column's name"]);
        }

        var problems = record.Fields.Except(columns, StringComparer.Ordinal).Select(unknown => $"'{Shown.Of(unknown)}' is no column's name")
            .Concat(columns.Except(record.Fields, StringComparer.Ordinal).Select(missing => $"column {missing} is missing"))
            .Concat(columns.Where(column => record.Fields.Count(field => field == column) > 1).Select(twice => $"column {twice} is there more than once"))
            .ToList();
        return problems.Count == 0 ? new CsvHeader(record.Fields) : throw Bad(problems);

        InputException Bad(IEnumerable<string> problems) => new(file, [new BadLine(1, [.. problems.Select(problem => $"line 1: {problem}; {expected}")])]);
    }
}
