using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace RmsActors.Cli.CommandLine;

/// <summary>Options whose help says default, unit and range, and whose error names the option, the value and what was expected.</summary>
internal static class OptionOf
{
    public static Option<string?> Text(string name, string valueName, string description) =>
        new(name) { HelpName = valueName, Description = description };

    public static Option<int?> WholeNumber(string name, string valueName, string description, int min, int max) =>
        Parsed<int?>(name, valueName, description, string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}"), text =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number : null);

    public static Option<double?> Number(string name, string valueName, string description, double min, double max, string expected) =>
        Parsed<double?>(name, valueName, description, expected, text =>
            double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max ? number : null);

    public static Option<TimeSpan?> Length(string name, string valueName, string description, TimeSpan min, TimeSpan max) =>
        Parsed<TimeSpan?>(name, valueName, description, $"{Duration.Expected}, from {Duration.ToText(min)} to {Duration.ToText(max)}", text =>
            Duration.TryParse(text, out var duration) && duration >= min && duration <= max ? duration : null);

    private static Option<T> Parsed<T>(string name, string valueName, string description, string expected, Func<string, T> parse) => new(name)
    {
        HelpName = valueName,
        Description = description,
        CustomParser = argument => Parse(name, argument, expected, parse),
    };

    private static T Parse<T>(string name, ArgumentResult argument, string expected, Func<string, T> parse)
    {
        var text = argument.Tokens[0].Value;
        var value = parse(text);
        if (value is null)
        {
            argument.AddError($"{name} = '{text}': expected {expected}");
        }

        return value;
    }
}
