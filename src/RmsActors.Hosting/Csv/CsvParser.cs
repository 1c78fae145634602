using System.Text;

namespace RmsActors.Hosting.Csv;

/// <summary>
/// Reads RFC 4180, strictly. Not CsvHelper's reader, because that one takes a lone carriage return as the end of a line and does
/// not tell the column of a stray quote, and an operator needs to know what exactly is wrong, and where.
/// </summary>
internal static class CsvParser
{
    /// <summary>The records of a text, bad ones with their fault. After a quote that is never closed nothing more can be read.</summary>
    public static IEnumerable<CsvRecord> Parse(string text)
    {
        var (at, line) = (0, 1);
        while (at < text.Length)
        {
            var start = line;
            var (fields, fault) = ParseRecord(text, ref at, ref line);
            yield return new CsvRecord(start, fields, fault);
        }
    }

    private static (List<string> Fields, CsvFault? Fault) ParseRecord(string text, ref int at, ref int line)
    {
        var fields = new List<string>();
        while (true)
        {
            var from = at;
            var expected = at < text.Length && text[at] == '"' ? Quoted(text, ref at, ref line, fields) : Plain(text, ref at, fields);
            if (expected is not null)
            {
                var fault = new CsvFault(fields.Count, Raw(text, from), expected);
                SkipLine(text, ref at, ref line);
                return (fields, fault);
            }

            if (at < text.Length && text[at] == ',')
            {
                at++;
                continue;
            }

            EndLine(text, ref at, ref line);
            return (fields, null);
        }
    }

    // Both return what was expected where the field is none, and then do not add it.
    private static string? Plain(string text, ref int at, List<string> fields)
    {
        var from = at;
        while (at < text.Length && text[at] is not (',' or '\n') && !IsLineEnd(text, at))
        {
            switch (text[at])
            {
                case '"':
                    return "a field with a quote in it to be in quotes, and that quote doubled";
                case '\r':
                    return "a field with a carriage return in it to be in quotes, or the line to end in LF or CRLF";
                default:
                    at++;
                    break;
            }
        }

        fields.Add(text[from..at]);
        return null;
    }

    private static string? Quoted(string text, ref int at, ref int line, List<string> fields)
    {
        var field = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                at++;
                if (at < text.Length && text[at] == '"')
                {
                    field.Append('"');
                    continue;
                }

                if (at < text.Length && text[at] is not (',' or '\n') && !IsLineEnd(text, at))
                {
                    return "a comma or the end of the line after the closing quote";
                }

                fields.Add(field.ToString());
                return null;
            }

            if (text[at] == '\n')
            {
                line++;
            }

            field.Append(text[at]);
        }

        return "a closing quote before the end of the file";
    }

    private static bool IsLineEnd(string text, int at) => text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n';

    private static string Raw(string text, int from)
    {
        var end = text.IndexOfAny(['\r', '\n'], from);
        return text[from..(end < 0 ? text.Length : end)];
    }

    private static void EndLine(string text, ref int at, ref int line)
    {
        if (at < text.Length)
        {
            at += text[at] == '\r' ? 2 : 1;
            line++;
        }
    }

    private static void SkipLine(string text, ref int at, ref int line)
    {
        var end = text.IndexOf('\n', Math.Min(at, text.Length));
        at = end < 0 ? text.Length : end + 1;
        line++;
    }
}
