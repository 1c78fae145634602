using System.CommandLine;
using RmsActors.Cli.CommandLine;
using RmsActors.Hosting;
using RmsActors.Kyc;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms kyc</c>: answers for wallets, and misbehaves as it is told to.</summary>
internal static class KycVerb
{
    public static Command Create() => RoleVerb.Create(
        new Role("kyc", builder => builder.AddKyc()),
        "Answers for wallets with their risk scores.",
        SettingOption.Of<KycOptions>("--wallets", KycOptions.Section, nameof(KycOptions.Wallets), "FILE", "A wallets.csv (wallet_id,score) to import at the start."),
        SettingOption.Of<KycOptions>("--kyc-delay", KycOptions.Section, nameof(KycOptions.Delay), "DELAY", $"How long an answer takes: {DelayDistribution.Expected}."),
        SettingOption.Of<KycOptions>("--kyc-silent", KycOptions.Section, nameof(KycOptions.SilentShare), "SHARE", "Share of requests that are never answered."));
}
