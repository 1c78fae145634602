using RmsActors.Contracts;

namespace RmsActors.Chaos.Checking;

/// <summary>What whoever started a run knows of it, besides what was seen.</summary>
/// <param name="Fallback">What the policies decide where KYC stays silent.</param>
/// <param name="DefaultScore">What the policies have an unknown wallet, country or payment type score; null: one score for each policy, whichever.</param>
/// <param name="Quarantine">Whether payments are given up, by a person or because they cannot be recovered; their records are then dead letters although they can be read.</param>
/// <param name="KycScoresOutOfRange">Whether KYC is set to reply scores beyond 0 to 100, which are poison.</param>
public sealed record Expectations(
    DecisionKind Fallback = DecisionKind.Review, decimal? DefaultScore = Expectations.InitialDefaultScore, bool Quarantine = false, bool KycScoresOutOfRange = false)
{
    /// <summary>That of the policy that a new database starts with.</summary>
    public const decimal InitialDefaultScore = 100m;
}
