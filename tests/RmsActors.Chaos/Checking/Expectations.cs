using RmsActors.Contracts;

namespace RmsActors.Chaos.Checking;

/// <summary>What whoever started a run knows of it, besides what was seen.</summary>
/// <param name="Fallback">What the policies decide where KYC stays silent.</param>
/// <param name="DefaultScore">What the policies have an unknown wallet, country or payment type score; null: one score for each policy, whichever.</param>
public sealed record Expectations(DecisionKind Fallback = DecisionKind.Review, decimal? DefaultScore = Expectations.InitialDefaultScore)
{
    /// <summary>That of the policy that a new database starts with.</summary>
    public const decimal InitialDefaultScore = 100m;
}
