using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Configuration;
using RmsActors.Antifraud;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Kyc;
using RmsActors.Payments;
using RmsActors.Rms.Hosting;

namespace RmsActors.Cli.CommandLine;

/// <summary>The settings of all roles, for whoever starts them all.</summary>
internal static class RoleOptions
{
    /// <summary>Every section, and the options that it holds.</summary>
    public static IReadOnlyList<(string Section, Type Options)> Sections { get; } =
    [
        (KafkaOptions.Section, typeof(KafkaOptions)),
        (StoreOptions.Section, typeof(StoreOptions)),
        (HttpOptions.Section, typeof(HttpOptions)),
        (PaymentsOptions.Section, typeof(PaymentsOptions)),
        (AntifraudOptions.Section, typeof(AntifraudOptions)),
        (KycOptions.Section, typeof(KycOptions)),
        (ClusterOptions.Section, typeof(ClusterOptions)),
        (RmsOptions.Section, typeof(RmsOptions)),
        (ScoringOptions.Section, typeof(ScoringOptions)),
        (JournalOptions.Section, typeof(JournalOptions)),
    ];

    /// <summary>Reads every section, so that a bad setting is told before any role starts.</summary>
    /// <exception cref="OptionsException">One line an error.</exception>
    public static void Check(IConfiguration configuration)
    {
        var problems = new List<string>();
        foreach (var (section, options) in Sections)
        {
            try
            {
                Read(configuration, section, options);
            }
            catch (OptionsException problem)
            {
                problems.Add(problem.Message);
            }
        }

        if (problems.Count > 0)
        {
            throw new OptionsException(string.Join(Environment.NewLine, problems));
        }
    }

    /// <summary>Reads one section.</summary>
    /// <exception cref="OptionsException">One line an error.</exception>
    public static object Read(IConfiguration configuration, string section, Type options)
    {
        try
        {
            return typeof(ValidatedOptions).GetMethod(nameof(ValidatedOptions.Read))!.MakeGenericMethod(options).Invoke(null, [configuration, section])!;
        }
        catch (TargetInvocationException inner)
        {
            ExceptionDispatchInfo.Throw(inner.InnerException!);
            throw;
        }
    }
}
