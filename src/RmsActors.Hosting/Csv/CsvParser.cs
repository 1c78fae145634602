using System.Text;

namespace RmsActors.Hosting.Csv;

/// <summary>
/// Reads RFC 4180, strictly. The libraries at hand accept stray quotes or lose the line that a record starts on, and an operator
/// needs both told: which line is wrong, and in what way.
/// </summary>
internal static class CsvParser
{
    /// <summary>The records of a text, bad ones with their problem. After a quote that is never closed nothing more can be read.</summary>
    public static IEnumerable<CsvRecord> Parse(string text)
    {
        var (at, line) = (0, 1);
        while (at < text.Length)
        {
            var start = line;
            var (fields, problem) = ParseRecord(text, ref at, ref line);
            yield return new CsvRecord(start, fields, problem);
        }
    }

    private static (List<string> Fields, string? Problem) ParseRecord(string text, ref int at, ref int line)
    {
        var fields = new List<string>();
        while (true)
        {
            var problem = at < text.Length && text[at] == '"' ? Quoted(text, ref at, ref line, fields) : Plain(text, ref at, fields);
            if (problem is not null)
            {
                SkipLine(text, ref at, ref line);
                return (fields, problem);
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

    private static string? Plain(string text, ref int at, List<string> fields)
    {
        var from = at;
        while (at < text.Length && text[at] is not (',' or '\n') && !IsLineEnd(text, at))
        {
            if (text[at] == '"')
            {
                return $"column {fields.Count + 1}: a quote inside an unquoted field; expected the field in quotes and the quote doubled";
            }

            if (text[at] == '\r')
            {
                return $"column {fields.Count + 1}: a carriage return inside an unquoted field; expected the field in quotes";
            }

            at++;
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

                fields.Add(field.ToString());
                return at >= text.Length || text[at] is ',' or '\n' || IsLineEnd(text, at)
                    ? null
                    : $"column {fields.Count}: text after the closing quote; expected a comma or the end of the line";
            }

            if (text[at] == '\n')
            {
                line++;
            }

            field.Append(text[at]);
        }

        return $"column {fields.Count + 1}: the quote is never closed";
    }

    private static bool IsLineEnd(string text, int at) => text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n';

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
