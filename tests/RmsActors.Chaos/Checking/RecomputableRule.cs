using RmsActors.Contracts;

namespace RmsActors.Chaos.Checking;

/// <summary>Rule 3: a decision follows from the inputs that it carries, its user score from a reply to its own request, and a policy version means one policy.</summary>
/// <param name="fallback">What the policy decides where KYC is silent.</param>
internal sealed class RecomputableRule(DecisionKind fallback)
{
    public IEnumerable<Finding> Check(Evidence evidence)
    {
        var policies = new Dictionary<int, Policy>();
        foreach (var payment in evidence.Payments)
        {
            foreach (var decision in payment.Decisions)
            {
                if ((Problem(decision.Message) ?? Origin(payment, decision.Message) ?? Version(policies, decision.Message)) is { } problem)
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
            return user.Value is null && decision.RiskScore is null && decision.Decision == fallback
                ? null
                : $"in KYC's silence the decision is {fallback}, without user score and risk";
        }

        if (user.Value is not { } userScore)
        {
            return "scored without the user's score";
        }

        var risk = (user.Weight * userScore) + (country.Weight * countryScore) + (paymentType.Weight * paymentTypeScore);
        var expected = risk > decision.Threshold ? DecisionKind.Decline : DecisionKind.Approve;
        return risk == decision.RiskScore && expected == decision.Decision
            ? null
            : $"the inputs make {risk} and {expected}, the decision says {decision.RiskScore} and {decision.Decision}";
    }

    private static string? Origin(PaymentEvidence payment, PayDecision decision)
    {
        if (decision.Reason == DecisionReason.KycTimeout)
        {
            return payment.KycDeadline is { } deadline && decision.DecidedAt < deadline ? $"decided by KYC's silence before its deadline, {deadline:O}" : null;
        }

        var requestId = KycCorrelation.RequestIdOf(payment.PaymentId);
        return payment.Replies.Exists(reply => Answers(reply, requestId, payment) && IsScoreOf(reply.Reply, decision.Scores.User))
            ? null
            : $"no reply to request '{requestId}' has the user score {decision.Scores.User.Value}";
    }

    private static bool Answers(RoutedKycReply routed, string requestId, PaymentEvidence payment) =>
        (routed.CorrelationHeader is not null || routed.Reply.RequestId is not null)
        && (routed.CorrelationHeader is null || routed.CorrelationHeader == requestId)
        && (routed.Reply.RequestId is null || routed.Reply.RequestId == requestId)
        && (routed.Reply.PaymentId is null || routed.Reply.PaymentId == payment.PaymentId)
        && (routed.Reply.WalletId is null || payment.Contents.Exists(content => content.WalletId == routed.Reply.WalletId));

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
