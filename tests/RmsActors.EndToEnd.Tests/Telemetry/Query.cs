using System.Text.RegularExpressions;

namespace RmsActors.EndToEnd.Tests.Telemetry;

/// <summary>What a PromQL expression names: metrics with the label values it wants, and the labels it groups by.</summary>
internal sealed partial record Query(IReadOnlyList<(string Metric, IReadOnlyList<(string Label, string Operator, string Value)> Matchers)> Selectors, IReadOnlyList<string> Groupings)
{
    private static readonly HashSet<string> s_words = new(["and", "or", "unless", "bool", "offset"], StringComparer.Ordinal);

    public static Query Parse(string expression)
    {
        var groupings = Grouping().Matches(expression).SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        var bare = Range().Replace(Grouping().Replace(expression, " "), " ");
        var selectors = Selector().Matches(bare)
            .Where(match => !s_words.Contains(match.Groups["name"].Value))
            .Select(match => (
                match.Groups["name"].Value,
                (IReadOnlyList<(string, string, string)>)[.. Matcher().Matches(match.Groups["matchers"].Value).Select(m => (m.Groups["label"].Value, m.Groups["op"].Value, m.Groups["value"].Value))]))
            .ToList();
        return new(selectors, groupings);
    }

    [GeneratedRegex(@"\b(by|without|on|ignoring)\s*\((?<labels>[^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Range();

    // A name that is no function, with what is in braces behind it.
    [GeneratedRegex(@"(?<![\w.$])(?<name>[a-zA-Z_:][\w:]*)(?!\w)(?!\s*\()(\{(?<matchers>[^}]*)\})?")]
    private static partial Regex Selector();

    [GeneratedRegex(@"(?<label>\w+)\s*(?<op>=~|!~|!=|=)\s*""(?<value>[^""]*)""")]
    private static partial Regex Matcher();
}
