namespace RmsActors.Domain.Scoring;

/// <summary>How three scores become a verdict. Policies are versioned, and a decision names the version it was made under.</summary>
/// <param name="Version">1 and up.</param>
/// <param name="UserWeight">0..1; the three weights sum to 1.</param>
/// <param name="CountryWeight">0..1.</param>
/// <param name="PaymentTypeWeight">0..1.</param>
/// <param name="Threshold">0..100; a risk above it declines, exactly it approves.</param>
/// <param name="DefaultScore">0..100; what an unknown wallet, country or payment type scores.</param>
/// <param name="KycFallback">The verdict where KYC stays silent.</param>
public sealed record ScoringPolicy(
    int Version,
    decimal UserWeight,
    decimal CountryWeight,
    decimal PaymentTypeWeight,
    decimal Threshold,
    decimal DefaultScore,
    Verdict KycFallback)
{
    /// <summary>The policy that a new database starts with.</summary>
    public static ScoringPolicy Initial { get; } = new(1, 0.5m, 0.3m, 0.2m, 70m, 100m, Verdict.Review);

    /// <summary>What is wrong with this policy, a sentence each; empty for one that can be used.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Version < 1)
        {
            problems.Add($"version {Version}: expected 1 or more");
        }

        Within("user_weight", UserWeight, 1m);
        Within("country_weight", CountryWeight, 1m);
        Within("payment_type_weight", PaymentTypeWeight, 1m);
        Within("threshold", Threshold, 100m);
        Within("default_score", DefaultScore, 100m);
        if (UserWeight + CountryWeight + PaymentTypeWeight != 1m)
        {
            problems.Add($"weights {UserWeight} + {CountryWeight} + {PaymentTypeWeight}: expected a sum of 1");
        }

        return problems;

        void Within(string name, decimal value, decimal max)
        {
            if (value < 0m || value > max)
            {
                problems.Add($"{name} {value}: expected 0 to {max}");
            }
        }
    }
}
