namespace RmsActors.Hosting.Csv;

/// <summary>A record with its columns, and what is wrong with it.</summary>
public sealed class CsvRow
{
    private readonly CsvRecord _record;
    private readonly int[] _order;
    private readonly IReadOnlyList<string> _columns;
    private readonly List<string> _problems = [];

    internal CsvRow(CsvRecord record, int[] order, IReadOnlyList<string> columns)
    {
        _record = record;
        _order = order;
        _columns = columns;
    }

    /// <summary>Where the record starts.</summary>
    public int Line => _record.Line;

    internal IReadOnlyList<string> Problems => _problems;

    /// <summary>A field as it stands in the file, without its quotes.</summary>
    public string this[string column] => _record.Fields[_order[_columns.ToList().IndexOf(column)]];

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
    public void Bad(string column, string expected) => _problems.Add($"line {Line}, column {column}: '{Shortened(this[column])}': expected {expected}");

    // One problem is one line, however long the field is and whatever is in it.
    private static string Shortened(string text)
    {
        var clean = string.Concat(text.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString()));
        return clean.Length <= 80 ? clean : clean[..77] + "...";
    }
}

/// <summary>Reads a value out of a text.</summary>
public delegate bool TryParse<T>(string text, out T value);
