using System.Globalization;
using System.Text.RegularExpressions;
using RmsActors.Contracts;

namespace RmsActors.Chaos.Harness;

/// <summary>Which partitions a node reads, as its own metrics have it.</summary>
internal static partial class NodePartitions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Those of PAYMENT-DETAILS; null where the node does not say, as one on a host of its own, whose endpoints are on its loopback alone.</summary>
    /// <param name="address">The node's, as its ready line names it; null: it is not ready.</param>
    public static async Task<IReadOnlySet<int>?> OfAsync(string? address, CancellationToken cancel)
    {
        if (address is null)
        {
            return null;
        }

        try
        {
            using var http = new HttpClient { Timeout = Patience };
            var metrics = await http.GetStringAsync(new Uri(new Uri(address), "/metrics"), cancel);
            return Lag().Matches(metrics)
                .Where(series => series.Groups["labels"].Value.Contains($"topic=\"{Topics.PaymentDetails}\"", StringComparison.Ordinal))
                .Select(series => int.Parse(Partition().Match(series.Groups["labels"].Value).Groups["number"].Value, CultureInfo.InvariantCulture))
                .ToHashSet();
        }
        catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^rms_consumer_lag\{(?<labels>[^}]*)\}", RegexOptions.Multiline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Lag();

    [GeneratedRegex("partition=\"(?<number>[0-9]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Partition();
}
