using System.Text.Json;
using System.Text.RegularExpressions;
using RmsActors.EndToEnd.Tests.Demo;
using YamlDotNet.Serialization;

namespace RmsActors.EndToEnd.Tests.Telemetry;

/// <summary>What rules, dashboard and README name is what a run of all roles exports.</summary>
public sealed class MonitoringTests : IDisposable
{
    // Prometheus adds these to what it scrapes from a pod.
    private static readonly string[] s_ofThePod = ["namespace", "pod"];
    private static readonly string[] s_ofHistograms = ["_bucket", "_sum", "_count"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_query_names_metrics_labels_and_values_that_are_exported()
    {
        var queries = RuleExpressions().Concat(DashboardExpressions()).ToList();
        queries.Count.ShouldBeGreaterThan(50);
        var scrape = await RunAsync();
        foreach (var expression in queries)
        {
            var query = Query.Parse(expression);
            query.Selectors.ShouldNotBeEmpty(expression);
            foreach (var (metric, matchers) in query.Selectors)
            {
                scrape.Names.ShouldContain(metric, expression);
                foreach (var (label, op, value) in matchers.Where(matcher => !s_ofThePod.Contains(matcher.Label)))
                {
                    scrape.Has(metric, labels => labels.TryGetValue(label, out var found) && Matches(found, op, value)).ShouldBeTrue($"{metric} has no {label}{op}\"{value}\": {expression}");
                }

                foreach (var label in query.Groupings.Except(s_ofThePod))
                {
                    scrape.Has(metric, labels => labels.ContainsKey(label)).ShouldBeTrue($"{metric} has no label {label}: {expression}");
                }
            }
        }

        var table = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "README.md"))
            .Where(line => line.StartsWith("| `rms_", StringComparison.Ordinal)).Select(line => line.Split('`')[1].Split('{')[0]).ToList();
        table.ShouldBe(table.Distinct());
        scrape.Names.Where(name => name.StartsWith("rms_", StringComparison.Ordinal)).Select(WithoutSuffix).Distinct().ShouldBe(table, ignoreOrder: true);
    }

    [Theory]
    [InlineData("sum by (a, b) (rate(x_total{c=\"d\", e=~\"f|g\"}[5m])) / y > 0.1", "x_total,y", "a,b")]
    [InlineData("histogram_quantile(0.99, sum by (le) (rate(h_bucket{n=~\"$n\"}[$__rate_interval]))) and on (z) w == 1", "h_bucket,w", "le,z")]
    public void A_query_is_taken_apart(string expression, string metrics, string groupings)
    {
        var query = Query.Parse(expression);
        string.Join(',', query.Selectors.Select(selector => selector.Metric)).ShouldBe(metrics);
        string.Join(',', query.Groupings).ShouldBe(groupings);
    }

    [Fact]
    public void Every_alert_is_in_the_README()
    {
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));
        Rules().Select(rule => (string)rule["alert"]).ShouldAllBe(alert => readme.Contains($"| `{alert}` |", StringComparison.Ordinal));
    }

    private static bool Matches(string found, string op, string wanted) => op switch
    {
        "=" => found == wanted,
        "!=" => found != wanted,
        "=~" => Regex.IsMatch(found, $"^(?:{wanted})$"),
        _ => !Regex.IsMatch(found, $"^(?:{wanted})$"),
    };

    private static string WithoutSuffix(string name) => name.Contains("_duration_seconds_", StringComparison.Ordinal) && Array.Find(s_ofHistograms, name.EndsWith) is { } suffix ? name[..^suffix.Length] : name;

    private static IEnumerable<Dictionary<object, object>> Rules()
    {
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(File.ReadAllText(Of("prometheus-rules.yaml")));
        return from Dictionary<object, object> entry in (List<object>)((Dictionary<object, object>)file["spec"])["groups"]
               from Dictionary<object, object> rule in (List<object>)entry["rules"]
               select rule;
    }

    private static IEnumerable<string> RuleExpressions() => Rules().Select(rule => (string)rule["expr"]);

    private static IEnumerable<string> DashboardExpressions()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Of("dashboard.json")));
        return [.. dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("expr").GetString()!))];
    }

    private static string Of(string file) => Path.Combine(AppContext.BaseDirectory, "monitoring", file);

    // A silent KYC has requests repeated, and a few payments decided without it.
    private async Task<Scrape> RunAsync()
    {
        await using var demo = RmsProcess.Start(
            "demo", "--nodes", "2", "--payments", "100", "--keep-running", "--kyc-silent", "0.1", "--kyc-deadline", "1s", "--set", "Scoring:KycGrace=00:00:00.5", "--data", _folder["data"]);
        await demo.WroteAsync("Everything stays up until Ctrl-C.");
        var scrape = new Scrape();
        using var http = new HttpClient();
        var roles = Regex.Matches(demo.Output, @"^[\w-]+: (?<url>http://[\d.:]+)", RegexOptions.Multiline).Select(line => line.Groups["url"].Value).ToList();
        roles.Count.ShouldBe(5, demo.Output);
        foreach (var url in roles)
        {
            scrape.Add(await http.GetStringAsync(url + "/metrics"));
        }

        return scrape;
    }
}
