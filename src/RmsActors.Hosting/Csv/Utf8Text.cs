using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace RmsActors.Hosting.Csv;

/// <summary>Decodes UTF-8 so that the reader can go on behind bytes that are none, and still tell which fields have them.</summary>
internal static class Utf8Text
{
    public const string Expected = "text in UTF-8";

    // No UTF-8 decodes to a lone surrogate, so this cannot be mistaken for what the file holds.
    private const char Invalid = '\uDC00';

    /// <summary>The text without a leading byte order mark; a lone surrogate stands for each byte that is not UTF-8.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        var characters = new char[bytes.Length];
        var written = 0;
        while (true)
        {
            var status = Utf8.ToUtf16(bytes, characters.AsSpan(written), out var read, out var decoded, replaceInvalidSequences: false);
            written += decoded;
            if (status == OperationStatus.Done)
            {
                return new string(characters, 0, written);
            }

            characters[written++] = Invalid;
            bytes = bytes[(read + 1)..];
        }
    }

    /// <summary>Whether a decoded text was UTF-8 throughout.</summary>
    public static bool IsValid(string text)
    {
        for (var at = text.IndexOf(Invalid); at >= 0; at = text.IndexOf(Invalid, at + 1))
        {
            if (at == 0 || !char.IsHighSurrogate(text[at - 1]))
            {
                return false;
            }
        }

        return true;
    }
}
