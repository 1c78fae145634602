using System.CommandLine;
using RmsActors.Cli.CommandLine;
using RmsActors.Hosting;
using RmsActors.Kyc;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms kyc</c>: answers for wallets, as well or as badly as it is told to.</summary>
internal static class KycVerb
{
    public static Command Create(Func<Role, Role>? with = null) => RoleVerb.Create(
        new Role("kyc", builder => builder.AddKyc()),
        with,
        "Runs the KYC service, which answers what a wallet's score is.",
        Of("--wallets", nameof(KycOptions.Wallets), "wallets.csv", "Wallets to import at the start: wallet_id,score."),
        Of("--delay", nameof(KycOptions.Delay), "DELAY", $"How long an answer takes: {DelayDistribution.Expected}."),
        Of("--silent", nameof(KycOptions.SilentShare), "SHARE", "Share of requests that are never answered."),
        Of("--duplicate", nameof(KycOptions.DuplicateShare), "SHARE", "Share of requests that are answered twice."),
        Of("--late", nameof(KycOptions.LateShare), "SHARE", "Share of requests that are answered late."),
        Of("--late-by", nameof(KycOptions.LateBy), "DURATION", "How much longer a late answer takes."),
        Of("--wrong", nameof(KycOptions.WrongShare), "SHARE", "Share of requests that get a wrong answer before the right one."));

    private static SettingOption Of(string name, string property, string valueName, string description) =>
        SettingOption.Of<KycOptions>(name, KycOptions.Section, property, valueName, description);
}
