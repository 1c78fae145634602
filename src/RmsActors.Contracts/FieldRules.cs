using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RmsActors.Contracts;

/// <summary>
/// What the fields of a payment may hold, wherever they come from: a topic, a file or an HTTP request. Each rule has the
/// words that tell a person what was expected.
/// </summary>
public static partial class FieldRules
{
    /// <summary>The longest payment id, in Unicode code points.</summary>
    public const int MaxPaymentIdCodePoints = 128;

    /// <summary>The longest other text, in Unicode code points: four such texts stay below <see cref="Topics.MaxValueBytes"/> however they are escaped.</summary>
    public const int MaxTextCodePoints = 1024;

    /// <summary>The largest amount, 10¹².</summary>
    public const decimal MaxAmount = 1_000_000_000_000m;

    /// <summary>The lowest score.</summary>
    public const decimal MinScore = 0m;

    /// <summary>The highest score.</summary>
    public const decimal MaxScore = 100m;

    public const string PaymentIdExpected = "1 to 128 Unicode code points without control characters";
    public const string TextExpected = "1 to 1024 Unicode code points without U+0000";
    public const string AmountExpected = "a decimal above 0 and up to 1000000000000 with at most 4 decimals";
    public const string ScoreExpected = "a decimal from 0 to 100";
    public const string TimestampExpected = "an ISO 8601 date and time with offset, such as 2026-03-01T12:30:00Z";

    /// <summary>Whether <paramref name="text"/> can identify a payment: 1 to 128 code points, no control character, no lone surrogate.</summary>
    public static bool IsPaymentId(string? text) =>
        IsWellFormed(text, MaxPaymentIdCodePoints, static rune => !Rune.IsControl(rune));

    /// <summary>Whether <paramref name="text"/> is a wallet id, currency, country or payment type: 1 to 1024 code points, no U+0000 (PostgreSQL cannot store it), no lone surrogate.</summary>
    public static bool IsText(string? text) => IsWellFormed(text, MaxTextCodePoints, static rune => rune.Value != 0);

    /// <summary>Reads a positive decimal up to 10¹² with at most 4 decimals; no sign, exponent or grouping.</summary>
    public static bool TryParseAmount(string? text, out decimal amount)
    {
        amount = 0m;
        return text is not null
            && AmountPattern().IsMatch(text)
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount)
            && IsAmount(amount);
    }

    /// <summary>Whether <paramref name="amount"/> is positive and at most 10¹².</summary>
    public static bool IsAmount(decimal amount) => amount is > 0m and <= MaxAmount;

    /// <summary>Reads a plain decimal from 0 to 100; no sign, exponent or grouping.</summary>
    public static bool TryParseScore(string? text, out decimal score)
    {
        score = 0m;
        return text is not null
            && DecimalPattern().IsMatch(text)
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out score)
            && IsScore(score);
    }

    /// <summary>Whether <paramref name="score"/> lies in 0..100.</summary>
    public static bool IsScore(decimal score) => score is >= MinScore and <= MaxScore;

    /// <summary>Reads an ISO 8601 date and time in its extended form, which must say its offset from UTC.</summary>
    public static bool TryParseTimestamp(string? text, out DateTimeOffset timestamp)
    {
        timestamp = default;
        return text is not null
            && TimestampPattern().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out timestamp);
    }

    private static bool IsWellFormed(string? text, int maxCodePoints, Func<Rune, bool> allowed)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 2 * maxCodePoints)
        {
            return false;
        }

        // Nearly all are of printable ASCII, which every rule allows.
        if (text.Length <= maxCodePoints && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return true;
        }

        var codePoints = 0;
        for (var at = 0; at < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune) || !allowed(rune) || ++codePoints > maxCodePoints)
            {
                return false;
            }

            at += rune.Utf16SequenceLength;
        }

        return true;
    }

    [GeneratedRegex(@"^[0-9]{1,13}(\.[0-9]{1,4})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex AmountPattern();

    [GeneratedRegex(@"^[0-9]{1,3}(\.[0-9]{1,20})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalPattern();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex TimestampPattern();
}
