using RmsActors.Contracts;

namespace RmsActors.Chaos.Checking;

/// <summary>
/// Rule 3: a decision follows from the inputs that it carries, these from one content of the payment and from a reply to its own request, and a
/// policy version means one policy.
/// </summary>
internal sealed class RecomputableRule(Expectations expected)
{
    public IEnumerable<Finding> Check(Evidence evidence)
    {
        var policies = new Dictionary<int, Policy>();
        var defaults = new Dictionary<int, decimal?>();
        var references = new ReferenceScores(evidence.Payments);
        foreach (var payment in evidence.Payments)
        {
            foreach (var decision in payment.Decisions)
            {
                if ((Problem(decision.Message) ?? Default(defaults, decision.Message) ?? Origin(payment, decision.Message, references) ?? Version(policies, decision.Message)) is { } problem)
                {
                    yield return new(Rule.Recomputable, payment.PaymentId, problem);
                }
            }
        }
    }

    private string? Problem(PayDecision decision)
    {
        var (user, country, paymentType) = decision.Scores;
        if (user.Weight + country.Weight + paymentType.Weight != 1m)
        {
            return "the weights do not sum to 1";
        }

        if (country.Value is not { } countryScore || paymentType.Value is not { } paymentTypeScore)
        {
            return "the country's or the payment type's score is missing";
        }

        if (decision.Reason == DecisionReason.KycTimeout)
        {
            return user.Value is null && decision.RiskScore is null && decision.Decision == expected.Fallback
                ? null
                : $"in KYC's silence the decision is {expected.Fallback}, without user score and risk";
        }

        if (user.Value is not { } userScore)
        {
            return "scored without the user's score";
        }

        var risk = (user.Weight * userScore) + (country.Weight * countryScore) + (paymentType.Weight * paymentTypeScore);
        var verdict = risk > decision.Threshold ? DecisionKind.Decline : DecisionKind.Approve;
        return risk == decision.RiskScore && verdict == decision.Decision
            ? null
            : $"the inputs make {risk} and {verdict}, the decision says {decision.RiskScore} and {decision.Decision}";
    }

    private string? Default(Dictionary<int, decimal?> defaults, PayDecision decision)
    {
        var (user, country, paymentType) = decision.Scores;
        foreach (var score in (ReadOnlySpan<DecisionScore>)[user, country, paymentType])
        {
            if (score.Defaulted)
            {
                defaults.TryAdd(decision.PolicyVersion, expected.DefaultScore ?? score.Value);
                if (score.Value is null || score.Value != defaults[decision.PolicyVersion])
                {
                    return $"policy {decision.PolicyVersion} has the unknown score {defaults[decision.PolicyVersion]}, and here {score.Value}";
                }
            }
        }

        return null;
    }

    // In every respect it must be one and the same content.
    private static string? Origin(PaymentEvidence payment, PayDecision decision, ReferenceScores references)
    {
        var contents = payment.Contents.FindAll(payment.MayBeScored);
        var scored = contents.FindAll(content => references.Fit(content.Details, decision.Scores));
        if (scored.Count == 0)
        {
            return contents.Count == 0 ? "decided, although no content was sent that may have been scored" : "neither content nor reference scores lead to "
                + $"{decision.Scores.Country} and {decision.Scores.PaymentType}: {string.Join("; ", contents.Select(content => references.Of(content.Details)))}";
        }

        if (decision.Reason == DecisionReason.KycTimeout)
        {
            return payment.KycDeadline is { } deadline && decision.DecidedAt < deadline ? $"decided by KYC's silence before its deadline, {deadline:O}" : null;
        }

        var requestId = KycCorrelation.RequestIdOf(payment.PaymentId);
        return payment.Replies.Exists(reply => Answers(reply, requestId, payment.PaymentId, scored) && IsScoreOf(reply.Reply, decision.Scores.User))
            ? null
            : $"no reply to request '{requestId}' has the user score {decision.Scores.User.Value}";
    }

    private static bool Answers(RoutedKycReply routed, string requestId, string paymentId, List<ContentSeen> scored) =>
        (routed.CorrelationHeader is not null || routed.Reply.RequestId is not null)
        && (routed.CorrelationHeader is null || routed.CorrelationHeader == requestId)
        && (routed.Reply.RequestId is null || routed.Reply.RequestId == requestId)
        && (routed.Reply.PaymentId is null || routed.Reply.PaymentId == paymentId)
        && (routed.Reply.WalletId is null || scored.Exists(content => content.Details.WalletId == routed.Reply.WalletId));

    private static bool IsScoreOf(KycReply reply, DecisionScore user) =>
        reply.Status == KycStatus.UnknownWallet ? user.Defaulted : !user.Defaulted && reply.Score == user.Value;

    private static string? Version(Dictionary<int, Policy> policies, PayDecision decision)
    {
        var policy = new Policy(decision.Threshold, decision.Scores.User.Weight, decision.Scores.Country.Weight, decision.Scores.PaymentType.Weight);
        return policies.TryAdd(decision.PolicyVersion, policy) || policies[decision.PolicyVersion] == policy
            ? null
            : $"policy {decision.PolicyVersion} is {policy} here, and {policies[decision.PolicyVersion]} in another decision";
    }

    private readonly record struct Policy(decimal Threshold, decimal User, decimal Country, decimal PaymentType);
}
