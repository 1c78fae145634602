namespace RmsActors.Hosting.Csv;

/// <summary>A record with its columns, and what is wrong with it.</summary>
public sealed class CsvRow
{
    private readonly CsvRecord _record;
    private readonly CsvHeader _header;
    private readonly List<string> _problems = [];

    internal CsvRow(CsvRecord record, CsvHeader header)
    {
        _record = record;
        _header = header;
    }

    /// <summary>Where the record starts; the file's first line is 1.</summary>
    public int Line => _record.Line;

    internal IReadOnlyList<string> Problems => _problems;

    /// <summary>A field as it stands in the file, without its quotes.</summary>
    public string this[string column] => _record.Fields[_header.PlaceOf(column)];

    /// <summary>A field's value, or the default and a problem.</summary>
    public T Field<T>(string column, TryParse<T> parse, string expected)
    {
        if (!parse(this[column], out var value))
        {
            Bad(column, expected);
        }

        return value;
    }

    /// <summary>A field's text, and a problem where it is not as it must be.</summary>
    public string Text(string column, Func<string, bool> valid, string expected)
    {
        if (!valid(this[column]))
        {
            Bad(column, expected);
        }

        return this[column];
    }

    /// <summary>This record cannot be used because of a field.</summary>
    public void Bad(string column, string expected) => _problems.Add(Problem(Line, column, this[column], expected));

    internal static string Problem(int line, string column, string value, string expected) =>
        $"line {line}, column {column}: '{Shown.Of(value)}': expected {expected}";
}

/// <summary>Reads a value out of a text.</summary>
public delegate bool TryParse<T>(string text, out T value);
