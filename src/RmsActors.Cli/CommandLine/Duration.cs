using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RmsActors.Cli.CommandLine;

/// <summary>A length of time as a person writes it: <c>500ms</c>, <c>1.5s</c>, <c>2m</c>, <c>1h</c>, <c>7d</c>, or <c>hh:mm:ss</c>.</summary>
internal static partial class Duration
{
    public const string Expected = "a duration such as 500ms, 1.5s, 2m, 1h, 7d or 00:00:10";

    public static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan duration)
    {
        duration = default;
        if (text is null)
        {
            return false;
        }

        if (Clock().IsMatch(text))
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration);
        }

        if (Amount().Match(text) is not { Success: true } match)
        {
            return false;
        }

        var ticks = decimal.Parse(match.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * match.Groups["unit"].Value switch
        {
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            _ => TimeSpan.TicksPerDay,
        };
        if (ticks > TimeSpan.MaxValue.Ticks)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)ticks);
        return true;
    }

    /// <summary>As settings hold it: <c>[d.]hh:mm:ss[.fffffff]</c>.</summary>
    public static string ToSetting(TimeSpan duration) => duration.ToString("c", CultureInfo.InvariantCulture);

    /// <summary>As <see cref="TryParse"/> reads it, in the largest unit that holds it whole.</summary>
    public static string ToText(TimeSpan duration) => duration switch
    {
        { Ticks: 0 } => "0s",
        _ when duration.Ticks % TimeSpan.TicksPerDay == 0 => Whole(duration.TotalDays, "d"),
        _ when duration.Ticks % TimeSpan.TicksPerHour == 0 => Whole(duration.TotalHours, "h"),
        _ when duration.Ticks % TimeSpan.TicksPerMinute == 0 => Whole(duration.TotalMinutes, "m"),
        _ when duration.Ticks % TimeSpan.TicksPerSecond == 0 => Whole(duration.TotalSeconds, "s"),
        _ => duration.TotalMilliseconds.ToString(CultureInfo.InvariantCulture) + "ms",
    };

    private static string Whole(double amount, string unit) => amount.ToString("0", CultureInfo.InvariantCulture) + unit;

    [GeneratedRegex(@"^(?<number>[0-9]{1,12}(\.[0-9]{1,9})?)(?<unit>ms|s|m|h|d)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Amount();

    [GeneratedRegex(@"^([0-9]{1,7}\.)?[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Clock();
}
