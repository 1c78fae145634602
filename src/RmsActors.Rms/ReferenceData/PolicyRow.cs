using RmsActors.Domain.Scoring;

namespace RmsActors.Rms.ReferenceData;

/// <summary>A row of scoring_policy; its numbers are objects, for what an operator wrote may be none.</summary>
internal sealed class PolicyRow
{
    public int Version { get; set; }

    public object UserWeight { get; set; } = 0m;

    public object CountryWeight { get; set; } = 0m;

    public object PaymentTypeWeight { get; set; } = 0m;

    public object Threshold { get; set; } = 0m;

    public object DefaultScore { get; set; } = 0m;

    public string KycFallback { get; set; } = "";

    public static PolicyRow From(ScoringPolicy policy) => new()
    {
        Version = policy.Version,
        UserWeight = policy.UserWeight,
        CountryWeight = policy.CountryWeight,
        PaymentTypeWeight = policy.PaymentTypeWeight,
        Threshold = policy.Threshold,
        DefaultScore = policy.DefaultScore,
        KycFallback = policy.KycFallback.ToString(),
    };

    public ScoringPolicy? ToPolicy(List<string> problems)
    {
        var before = problems.Count;
        var fallback = Verdict.Review;
        if (!Enum.TryParse(KycFallback, ignoreCase: false, out fallback) || !Enum.IsDefined(fallback))
        {
            Bad("kyc_fallback", KycFallback, "one of " + string.Join(", ", Enum.GetNames<Verdict>()));
        }

        var policy = new ScoringPolicy(
            Version,
            Number("user_weight", UserWeight),
            Number("country_weight", CountryWeight),
            Number("payment_type_weight", PaymentTypeWeight),
            Number("threshold", Threshold),
            Number("default_score", DefaultScore),
            fallback);
        if (problems.Count == before)
        {
            problems.AddRange(policy.Problems().Select(problem => $"scoring_policy version {Version}: {problem}"));
        }

        return problems.Count == before ? policy : null;

        decimal Number(string column, object stored)
        {
            if (!StoredDecimal.TryRead(stored, out var value))
            {
                Bad(column, stored, "a number");
            }

            return value;
        }

        void Bad(string column, object stored, string expected) =>
            problems.Add($"scoring_policy version {Version}: {column} '{stored}': expected {expected}");
    }
}
