using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using RmsActors.Antifraud;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Kyc;
using RmsActors.Payments;
using RmsActors.Rms.Hosting;

namespace RmsActors.Cli.CommandLine;

/// <summary>The settings of all roles. They share files and environment, so that every verb checks all of them.</summary>
internal static class RoleOptions
{
    /// <summary>Every section, and the options that it holds.</summary>
    public static IReadOnlyList<(string Section, Type Options)> Sections { get; } =
    [
        (KafkaOptions.Section, typeof(KafkaOptions)),
        (StoreOptions.Section, typeof(StoreOptions)),
        (HttpOptions.Section, typeof(HttpOptions)),
        (ManagementOptions.Section, typeof(ManagementOptions)),
        (AccessOptions.Section, typeof(AccessOptions)),
        (PaymentsOptions.Section, typeof(PaymentsOptions)),
        (AntifraudOptions.Section, typeof(AntifraudOptions)),
        (KycOptions.Section, typeof(KycOptions)),
        (ClusterOptions.Section, typeof(ClusterOptions)),
        (RmsOptions.Section, typeof(RmsOptions)),
        (ScoringOptions.Section, typeof(ScoringOptions)),
        (JournalOptions.Section, typeof(JournalOptions)),
    ];

    private const string Logging = "Logging";

    /// <summary>Reads every section, so that every bad setting is told at once, before anything starts.</summary>
    /// <exception cref="OptionsException">One line an error.</exception>
    public static void Check(IConfigurationRoot configuration)
    {
        List<string> problems =
        [
            .. UnknownSections(configuration),
            .. Sections.SelectMany(entry => ValidatedOptions.Problems(configuration, entry.Section, entry.Options)),
        ];
        if (problems.Count > 0)
        {
            throw new OptionsException(string.Join(Environment.NewLine, problems));
        }
    }

    // A file may hold what others read; the environment's prefix and the command line are ours alone.
    private static IEnumerable<string> UnknownSections(IConfigurationRoot configuration)
    {
        List<string> known = [.. Sections.Select(entry => entry.Section), Logging];
        return configuration.Providers
            .Where(provider => provider is not JsonConfigurationProvider)
            .SelectMany(provider => provider.GetChildKeys([], null))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(section => !known.Contains(section, StringComparer.OrdinalIgnoreCase))
            .Select(section => $"{section}: no such section of settings; there are {string.Join(", ", known)}");
    }
}
