namespace RmsActors.EndToEnd.Tests.Demo;

/// <summary>RFC 4180 by itself, so that what is compared was not read and written by the same code.</summary>
internal static class Csv
{
    public static string Line(params IEnumerable<string> fields) =>
        string.Join(',', fields.Select(field => field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field)) + "\n";

    public static List<string[]> Read(string text)
    {
        var records = new List<string[]>();
        var fields = new List<string>();
        var field = new System.Text.StringBuilder();
        var quoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '"' when quoted && at + 1 < text.Length && text[at + 1] == '"':
                    field.Append('"');
                    at++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    EndField();
                    break;
                case '\n' when !quoted:
                    EndField();
                    records.Add([.. fields]);
                    fields.Clear();
                    break;
                case var character:
                    field.Append(character);
                    break;
            }
        }

        return records;

        void EndField()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }
}
