using RmsActors.Contracts;

namespace RmsActors.Chaos.Checking;

/// <summary>
/// What each country and payment type scores, which does not change within a run: learnt from the decided payments that have one content, by
/// the most frequent score, so that it is the odd one that is told.
/// </summary>
internal sealed class ReferenceScores
{
    private readonly Dictionary<string, Score> _countries;
    private readonly Dictionary<string, Score> _paymentTypes;

    public ReferenceScores(IEnumerable<PaymentEvidence> payments)
    {
        var decided = payments.Where(payment => payment.Contents.Count == 1 && payment.Decisions.Count > 0)
            .Select(payment => (Content: payment.Contents[0].Details, payment.Decisions[0].Message.Scores)).ToList();
        _countries = MostFrequent(decided.Select(d => (d.Content.Country, Score.Of(d.Scores.Country))));
        _paymentTypes = MostFrequent(decided.Select(d => (d.Content.PaymentType, Score.Of(d.Scores.PaymentType))));
    }

    /// <summary>Whether scores can be those of a content; what is not known of, can.</summary>
    public bool Fit(PaymentDetails content, DecisionScores scores) =>
        Fits(_countries, content.Country, scores.Country) && Fits(_paymentTypes, content.PaymentType, scores.PaymentType);

    /// <summary>What is known of a content's scores.</summary>
    public string Of(PaymentDetails content) =>
        $"'{content.Country}' {_countries.GetValueOrDefault(content.Country)}, '{content.PaymentType}' {_paymentTypes.GetValueOrDefault(content.PaymentType)}";

    private static bool Fits(Dictionary<string, Score> known, string subject, DecisionScore score) =>
        !known.TryGetValue(subject, out var expected) || expected == Score.Of(score);

    private static Dictionary<string, Score> MostFrequent(IEnumerable<(string Subject, Score Score)> seen) =>
        seen.GroupBy(s => s.Subject, s => s.Score, StringComparer.Ordinal).ToDictionary(
            subject => subject.Key, subject => subject.GroupBy(score => score).MaxBy(score => score.Count())!.Key, StringComparer.Ordinal);

    // What a policy has the unknown score is its own affair.
    private readonly record struct Score(decimal? Value, bool Defaulted)
    {
        public static Score Of(DecisionScore score) => new(score.Defaulted ? null : score.Value, score.Defaulted);

        public override string ToString() => Defaulted ? "unknown" : FormattableString.Invariant($"{Value}");
    }
}
