using System.Collections;
using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace RmsActors.Cli.CommandLine;

/// <summary>An option that is another name for a setting; its default and range, in the help, are the setting's own.</summary>
/// <param name="Option">The option.</param>
/// <param name="Read">The settings that it was given, as configuration keys and values.</param>
internal sealed record SettingOption(Option Option, Func<ParseResult, IEnumerable<KeyValuePair<string, string?>>> Read)
{
    /// <summary>Names the setting <paramref name="property"/> of <typeparamref name="T"/>.</summary>
    public static SettingOption Of<T>(string name, string section, string property, string valueName, string description)
        where T : class, new()
    {
        var setting = typeof(T).GetProperty(property) ?? throw new ArgumentException($"{typeof(T).Name} has no {property}", nameof(property));
        var key = $"{section}:{property}";
        var help = $"{description} Setting {key}{Limits(setting, setting.GetValue(new T()))}.";
        var type = setting.PropertyType;
        return type switch
        {
            _ when type == typeof(bool) => Flag(name, key, help),
            _ when type == typeof(TimeSpan) => Length(name, key, valueName, help),
            _ when type == typeof(string[]) => List(name, key, valueName, help),
            _ => Text(name, key, valueName, help),
        };
    }

    private static SettingOption Flag(string name, string key, string help)
    {
        var option = new Option<bool>(name) { Description = help };
        return new(option, parsed => parsed.GetResult(option) is { Implicit: false } ? [new(key, parsed.GetValue(option) ? "true" : "false")] : []);
    }

    private static SettingOption Length(string name, string key, string valueName, string help)
    {
        var option = OptionOf.Length(name, valueName, help, TimeSpan.Zero, TimeSpan.FromDays(3650));
        return new(option, parsed => parsed.GetValue(option) is { } length ? [new(key, Duration.ToSetting(length))] : []);
    }

    private static SettingOption List(string name, string key, string valueName, string help)
    {
        var option = new Option<string[]>(name) { Description = help + " May be repeated.", HelpName = valueName };
        return new(option, parsed => (parsed.GetValue(option) ?? []).Select((value, at) => KeyValuePair.Create($"{key}:{at}", (string?)value)));
    }

    private static SettingOption Text(string name, string key, string valueName, string help)
    {
        var option = OptionOf.Text(name, valueName, help);
        return new(option, parsed => parsed.GetValue(option) is { } value ? [new(key, value)] : []);
    }

    private static string Limits(PropertyInfo setting, object? standard)
    {
        var limits = new List<string>();
        if (Show(standard) is { Length: > 0 } value)
        {
            limits.Add($"default {value}");
        }

        if (setting.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            limits.Add($"from {Limit(range.Minimum)} to {Limit(range.Maximum)}");
        }

        return limits.Count == 0 ? "" : $" ({string.Join(", ", limits)})";
    }

    private static string Limit(object limit) =>
        limit is string text && Duration.TryParse(text, out var duration) ? Duration.ToText(duration) : Convert.ToString(limit, CultureInfo.InvariantCulture)!;

    private static string? Show(object? value) => value switch
    {
        TimeSpan duration => Duration.ToText(duration),
        IEnumerable and not string => null,
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
