using System.Text;

namespace RmsActors.Hosting.Csv;

/// <summary>A field in a message: on one line, however long it is and whatever is in it.</summary>
public static class Shown
{
    private const int MaxCodePoints = 80;

    public static string Of(string field)
    {
        var shown = new StringBuilder();
        foreach (var rune in field.EnumerateRunes().Take(MaxCodePoints))
        {
            shown.Append(IsPlain(rune) ? rune.ToString() : $"\\u{rune.Value:x4}");
        }

        return field.EnumerateRunes().Skip(MaxCodePoints).Any() ? shown.Append('…').ToString() : shown.ToString();
    }

    // Line and paragraph separators break lines too, and direction marks reorder them.
    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (System.Globalization.UnicodeCategory.Control
        or System.Globalization.UnicodeCategory.Format
        or System.Globalization.UnicodeCategory.LineSeparator
        or System.Globalization.UnicodeCategory.ParagraphSeparator);
}
