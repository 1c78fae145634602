using RmsActors.Kyc;
using RmsActors.Rms.Hosting;

namespace RmsActors.Chaos.Faults;

/// <summary>Every kind that there is.</summary>
internal static class FaultKinds
{
    /// <summary>KYC's, which hold all the time: each with the setting that says it, its value, and which treatment of a request is then meant.</summary>
    public static readonly IReadOnlyList<(FaultKind Kind, string Setting, string Value, Func<Treatment, bool> Meant)> OfKyc =
    [
        (Condition("kyc-silent", "KYC does not answer one request in a hundred"), nameof(KycOptions.SilentShare), "0.01", treatment => treatment.Silent),
        (Condition("kyc-late", "KYC answers one in a hundred after the deadline"), nameof(KycOptions.LateShare), "0.01", treatment => treatment.Late),
        (Condition("kyc-duplicated", "KYC answers one in fifty twice"), nameof(KycOptions.DuplicateShare), "0.02", treatment => treatment.Duplicate),
        (Condition("kyc-wrong", "KYC answers one in fifty for another request or wallet, or out of range, and then rightly"), nameof(KycOptions.WrongShare), "0.02", treatment => treatment.Wrong is not null),
        (Condition("kyc-slow", "KYC answers one in a thousand only after it was asked again"), nameof(KycOptions.Delay), "lognormal:20ms,1.5", treatment => !treatment.Late && treatment.Delay > AskedAgainAfter),
        (Condition("kyc-mute", "KYC answers nobody (only if it is named)") with { OnlyIfNamed = true }, nameof(KycOptions.SilentShare), "1", treatment => treatment.Silent),
    ];

    /// <summary>KYC does not know one wallet in a hundred.</summary>
    public static readonly FaultKind UnknownWallets = Condition("kyc-unknown-wallet", "KYC does not know one wallet in a hundred");

    /// <summary>All, by name.</summary>
    public static IReadOnlyList<FaultKind> All { get; } =
    [
        .. RoleFaults.All(), .. NetworkFaults.All(), .. BrokerFaults.All(), .. DatabaseFaults.All(), .. InputFaults.All(), .. OfKyc.Select(kyc => kyc.Kind), UnknownWallets,
    ];

    private static TimeSpan AskedAgainAfter => new ScoringOptions().KycRetryInterval;

    private static FaultKind Condition(string name, string what) => new(name, what, TimeSpan.Zero, null);
}
