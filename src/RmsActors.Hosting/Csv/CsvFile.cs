using System.Text;

namespace RmsActors.Hosting.Csv;

/// <summary>A file with a header: RFC 4180, UTF-8 with or without byte order mark, lines ending in LF or CRLF.</summary>
public static class CsvFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads all records of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns that it must have, and no others, in any order.</param>
    /// <param name="read">Makes a record of a row, or says what is wrong through <see cref="CsvRow.Bad"/>, which makes the result unused.</param>
    /// <exception cref="InputException">It cannot be read, or some of its lines are bad; every bad line is named.</exception>
    public static IReadOnlyList<T> Read<T>(string path, IReadOnlyList<string> columns, Func<CsvRow, T> read)
    {
        var problems = new List<string>();
        var results = new List<T>();
        using var records = CsvParser.Parse(Text(path)).GetEnumerator();
        var order = Header(path, records, columns);
        while (records.MoveNext())
        {
            var record = records.Current;
            var row = new CsvRow(record, order, columns);
            if (record.Problem is not null)
            {
                problems.Add($"line {record.Line}: {record.Problem}");
            }
            else if (record.Fields is [""] && columns.Count > 1)
            {
                problems.Add($"line {record.Line}: empty; expected {columns.Count} fields");
            }
            else if (record.Fields.Count != columns.Count)
            {
                problems.Add($"line {record.Line}: {record.Fields.Count} fields; expected {columns.Count}: {string.Join(",", columns)}");
            }
            else
            {
                var result = read(row);
                problems.AddRange(row.Problems);
                results.Add(result);
            }
        }

        if (problems.Count == 0 && results.Count == 0)
        {
            problems.Add("no records below the header; expected one at least");
        }

        return problems.Count == 0 ? results : throw new InputException(path, problems);
    }

    private static string Text(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(path, [$"cannot be read: {unreadable.Message}"]);
        }

        ReadOnlySpan<byte> content = bytes;
        content = content.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content;
        try
        {
            return Strict.GetString(content);
        }
        catch (DecoderFallbackException invalid)
        {
            var line = 1 + content[..Math.Clamp(invalid.Index, 0, content.Length)].Count((byte)'\n');
            throw new InputException(path, [$"line {line}: not UTF-8"]);
        }
    }

    private static int[] Header(string path, IEnumerator<CsvRecord> records, IReadOnlyList<string> columns)
    {
        var expected = $"expected the header {string.Join(",", columns)}";
        if (!records.MoveNext())
        {
            throw new InputException(path, [$"line 1: empty file; {expected}"]);
        }

        var header = records.Current;
        if (header.Problem is not null)
        {
            throw new InputException(path, [$"line 1: {header.Problem}; {expected}"]);
        }

        var problems = header.Fields.Where(field => !columns.Contains(field, StringComparer.Ordinal)).Select(field => $"line 1: no column is named '{field}'; {expected}")
            .Concat(columns.Where(column => !header.Fields.Contains(column, StringComparer.Ordinal)).Select(column => $"line 1: column {column} is missing; {expected}"))
            .Concat(header.Fields.GroupBy(field => field, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => $"line 1: column {same.Key} is there {same.Count()} times; {expected}"))
            .ToList();
        return problems.Count == 0 ? [.. columns.Select(column => header.Fields.ToList().IndexOf(column))] : throw new InputException(path, problems);
    }
}
