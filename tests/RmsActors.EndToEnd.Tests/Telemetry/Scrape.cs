using System.Text.RegularExpressions;

namespace RmsActors.EndToEnd.Tests.Telemetry;

/// <summary>What processes have served at <c>/metrics</c>: per metric, its series' labels.</summary>
internal sealed partial class Scrape
{
    private readonly Dictionary<string, List<Dictionary<string, string>>> _series = new(StringComparer.Ordinal);

    /// <summary>Names as Prometheus stores them: a histogram is three.</summary>
    public IEnumerable<string> Names => _series.Keys;

    public void Add(string exposition)
    {
        foreach (Match line in Line().Matches(exposition))
        {
            if (!_series.TryGetValue(line.Groups["name"].Value, out var series))
            {
                _series[line.Groups["name"].Value] = series = [];
            }

            series.Add(Label().Matches(line.Groups["labels"].Value).ToDictionary(m => m.Groups["label"].Value, m => m.Groups["value"].Value, StringComparer.Ordinal));
        }
    }

    public bool Has(string metric, Func<IReadOnlyDictionary<string, string>, bool> series) => _series.TryGetValue(metric, out var all) && all.Exists(labels => series(labels));

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][\w:]*)(\{(?<labels>.*)\})? \S+", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"(?<label>\w+)=""(?<value>[^""]*)""")]
    private static partial Regex Label();
}
