using System.Globalization;
using System.Text.RegularExpressions;

namespace RmsActors.Kyc;

/// <summary>How long answers take: <c>20ms</c>, <c>uniform:5ms..50ms</c>, <c>exponential:20ms</c> (mean) or <c>lognormal:20ms,0.5</c> (median, sigma).</summary>
public sealed partial class DelayDistribution
{
    /// <summary>What a distribution looks like, for an error message.</summary>
    public const string Expected = "a delay such as 20ms, uniform:5ms..50ms, exponential:20ms (mean) or lognormal:20ms,0.5 (median, sigma up to 10), up to 1h";

    /// <summary>No delay is longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private const double LargestSigma = 10;

    private readonly Func<double, double> _milliseconds;

    private DelayDistribution(Func<double, double> milliseconds) => _milliseconds = milliseconds;

    /// <summary>Reads a distribution's text.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static DelayDistribution Parse(string text) =>
        TryParse(text, out var distribution) ? distribution : throw new FormatException($"'{text}': expected {Expected}");

    /// <summary>Reads a distribution's text.</summary>
    public static bool TryParse(string text, out DelayDistribution distribution)
    {
        distribution = new DelayDistribution(_ => 0);
        var match = Pattern().Match(text);
        if (!match.Success || Delay(match, "a", "au") is not { } a)
        {
            return false;
        }

        switch (match.Groups["kind"].Value)
        {
            case "":
                distribution = new DelayDistribution(_ => a);
                return !match.Groups["b"].Success && !match.Groups["sigma"].Success;
            case "exponential":
                distribution = new DelayDistribution(quantile => -a * Math.Log(1 - quantile));
                return !match.Groups["b"].Success && !match.Groups["sigma"].Success;
            case "uniform" when Delay(match, "b", "bu") is { } b && b >= a:
                distribution = new DelayDistribution(quantile => a + ((b - a) * quantile));
                return true;
            case "lognormal" when match.Groups["sigma"].Success && double.Parse(match.Groups["sigma"].Value, CultureInfo.InvariantCulture) is <= LargestSigma and var sigma:
                distribution = new DelayDistribution(quantile => a * Math.Exp(sigma * NormalQuantile(quantile)));
                return true;
            default:
                return false;
        }
    }

    /// <summary>The delay at a quantile, 0 up to but not including 1.</summary>
    public TimeSpan At(double quantile) => TimeSpan.FromMilliseconds(Math.Clamp(_milliseconds(quantile), 0, Longest.TotalMilliseconds));

    private static double? Delay(Match match, string number, string unit)
    {
        if (!match.Groups[number].Success)
        {
            return null;
        }

        var milliseconds = double.Parse(match.Groups[number].Value, CultureInfo.InvariantCulture) * match.Groups[unit].Value switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            _ => 3_600_000,
        };
        return milliseconds <= Longest.TotalMilliseconds ? milliseconds : null;
    }

    // Abramowitz and Stegun, Handbook of Mathematical Functions, formula 26.2.23: off by less than 4.5e-4, plenty for a delay.
    private static double NormalQuantile(double quantile)
    {
        var p = Math.Clamp(quantile, 1e-9, 1 - 1e-9);
        var t = Math.Sqrt(-2 * Math.Log(Math.Min(p, 1 - p)));
        var x = t - ((2.515517 + (t * (0.802853 + (t * 0.010328)))) / (1 + (t * (1.432788 + (t * (0.189269 + (t * 0.001308)))))));
        return p < 0.5 ? -x : x;
    }

    [GeneratedRegex(@"^((?<kind>uniform|exponential|lognormal):)?(?<a>[0-9]+(\.[0-9]+)?)(?<au>ms|s|m|h)(\.\.(?<b>[0-9]+(\.[0-9]+)?)(?<bu>ms|s|m|h)|,(?<sigma>[0-9]+(\.[0-9]+)?))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
