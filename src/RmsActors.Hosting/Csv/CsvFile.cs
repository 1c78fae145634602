using CsvHelper;

namespace RmsActors.Hosting.Csv;

/// <summary>A file with a header: RFC 4180, UTF-8 with or without byte order mark, lines ending in LF or CRLF.</summary>
public static class CsvFile
{
    /// <summary>Reads all records of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns that it must have, and no others, in any order.</param>
    /// <param name="read">Makes a record of a row, or says what is wrong through <see cref="CsvRow.Bad"/>, which makes the result unused.</param>
    /// <returns>One record at least.</returns>
    /// <exception cref="InputException">It cannot be read, or some of its lines are bad; every bad line is named.</exception>
    public static IReadOnlyList<T> Read<T>(string path, IReadOnlyList<string> columns, Func<CsvRow, T> read) =>
        Parse(path, Utf8Text.Decode(Bytes(path)), columns, read);

    /// <summary>Writes a file that <see cref="Read"/> takes: the header, and a line for each record. Lines end in LF.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<string> columns, IEnumerable<string[]> records)
    {
        using var file = File.Create(path);
        using var csv = CsvWriter.Create(file, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: false);
        csv.WriteRecord([.. columns]);
        foreach (var record in records)
        {
            csv.WriteRecord(record);
        }
    }

    private static List<T> Parse<T>(string path, string text, IReadOnlyList<string> columns, Func<CsvRow, T> read)
    {
        using var records = CsvParser.Parse(text).GetEnumerator();
        var header = CsvHeader.Of(path, records.MoveNext() ? records.Current : null, columns);
        var results = new List<T>();
        var bad = new List<BadLine>();
        var blank = new List<BadLine>();
        while (records.MoveNext())
        {
            var record = records.Current;
            if (record is { Fields: [""], Fault: null } && header.Count > 1)
            {
                blank.Add(new BadLine(record.Line, [$"line {record.Line}: blank; expected {header.Text}"]));
                continue;
            }

            // Blank lines at the end are how some editors end a file; anywhere else, something is missing there.
            bad.AddRange(blank);
            blank.Clear();
            var row = new CsvRow(record, header);
            var problems = ShapeProblems(record, header);
            if (problems.Count == 0)
            {
                results.Add(read(row));
                problems = row.Problems;
            }

            if (problems.Count > 0)
            {
                bad.Add(new BadLine(record.Line, problems));
            }
        }

        if (bad.Count == 0 && results.Count == 0)
        {
            bad.Add(new BadLine(1, ["nothing below the header on line 1; expected one record at least"]));
        }

        return bad.Count == 0 ? results : throw new InputException(path, bad);
    }

    private static IReadOnlyList<string> ShapeProblems(CsvRecord record, CsvHeader header)
    {
        if (record.Fault is { } fault)
        {
            return [CsvRow.Problem(record.Line, header.NameAt(fault.Column), fault.Raw, fault.Expected)];
        }

        if (record.Fields.Count != header.Count)
        {
            return [$"line {record.Line}: {record.Fields.Count} fields; expected {header.Count}: {header.Text}"];
        }

        return [.. record.Fields.Index().Where(field => !Utf8Text.IsValid(field.Item))
            .Select(field => CsvRow.Problem(record.Line, header.NameAt(field.Index), field.Item, Utf8Text.Expected))];
    }

    private static byte[] Bytes(string path)
    {
        if (Directory.Exists(path))
        {
            throw new InputException(path, [new BadLine(0, ["cannot be read: it is a folder; expected a file"])]);
        }

        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(path, [new BadLine(0, [$"cannot be read: {unreadable.Message}"])]);
        }
    }
}
