using System.Globalization;
using System.Text;
using Confluent.Kafka;
using RmsActors.Kafka;

namespace RmsActors.Cli.Dlq;

/// <summary>All of one dead letter, for a person: control characters are shown and not sent to the terminal.</summary>
internal static class DeadLetterText
{
    private const int BytesALine = 16;

    public static void Write(TextWriter output, ConsumeResult<byte[]?, byte[]?> letter, ReplayState replayed)
    {
        var row = DeadLetterRow.Of(letter);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Topic} {row.Partition} {row.Offset}"));
        output.WriteLine($"reason: {Safe(row.Reason ?? "-")}");
        output.WriteLine($"came from: {DeadLetterList.Source(row.Source)}");
        output.WriteLine($"time: {Safe(row.Time ?? "-")}");
        output.WriteLine($"replayed: {DeadLetterList.Replayed(replayed)}");
        output.WriteLine($"key: {(letter.Message.Key is { } key ? TextOrHex(key) : "null")}");
        foreach (var header in letter.Message.Headers)
        {
            output.WriteLine($"header {Safe(header.Key)}: {(header.GetValueBytes() is { } bytes ? TextOrHex(bytes) : "null")}");
        }

        if (letter.Message.Value is { } value)
        {
            var text = DeadLetterRow.TextOf(value);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"value: {value.Length} bytes{(text is null ? ", not UTF-8" : "")}"));
            output.WriteLine(text is null ? HexLines(value) : Safe(text, keepLines: true));
        }
        else
        {
            output.WriteLine("value: null");
        }
    }

    private static string TextOrHex(byte[] bytes) => DeadLetterRow.TextOf(bytes) is { } text ? Safe(text) : "0x" + Convert.ToHexStringLower(bytes);

    private static string Safe(string text, bool keepLines = false)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var plain = (keepLines && rune.Value is '\n' or '\t') || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format);
            safe.Append(plain ? rune.ToString() : $"\\u{rune.Value:x4}");
        }

        return safe.ToString();
    }

    private static string HexLines(byte[] value) => string.Join(
        Environment.NewLine,
        value.Chunk(BytesALine).Select((line, at) => string.Create(CultureInfo.InvariantCulture, $"{at * BytesALine:x8}  {string.Join(' ', line.Select(b => b.ToString("x2", CultureInfo.InvariantCulture)))}")));
}
