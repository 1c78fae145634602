using RmsActors.Contracts;
using RmsActors.Domain.Payments;
using RmsActors.Domain.Scoring;

namespace RmsActors.Rms.Payments;

/// <summary>Between what travels and what is decided on.</summary>
public static class ContractMapping
{
    public static Payment ToPayment(this PaymentDetails details) => new(
        details.PaymentId, details.WalletId, details.Amount, details.Currency, details.Country, details.PaymentType, details.CreatedAt);

    public static KycAnswer ToAnswer(this RoutedKycReply routed) => new(
        routed.Reply.Status == KycStatus.Scored ? routed.Reply.Score : null,
        routed.CorrelationHeader,
        routed.Reply.RequestId,
        routed.Reply.PaymentId,
        routed.Reply.WalletId);

    public static DecisionKind ToKind(this Verdict verdict) => verdict switch
    {
        Verdict.Approve => DecisionKind.Approve,
        Verdict.Decline => DecisionKind.Decline,
        _ => DecisionKind.Review,
    };

    public static Verdict ToVerdict(this DecisionKind kind) => kind switch
    {
        DecisionKind.Approve => Verdict.Approve,
        DecisionKind.Decline => Verdict.Decline,
        _ => Verdict.Review,
    };

    /// <summary>The value of the PAY-DECISION record.</summary>
    public static DecisionBytes Encode(Decision decision) => new(MessageCodec.Encode(decision.ToMessage()));

    /// <summary>The decision that was published.</summary>
    /// <exception cref="InvalidDataException">The bytes are no decision.</exception>
    public static Decision Decode(DecisionBytes bytes)
    {
        var (message, problem) = MessageCodec.DecodePayDecision(bytes.Value);
        return message is null ? throw new InvalidDataException($"The stored decision cannot be read: {problem}") : message.ToDecision();
    }

    private static PayDecision ToMessage(this Decision decision) => new(
        decision.PaymentId,
        decision.Assessment.Verdict.ToKind(),
        decision.Assessment.Risk,
        decision.Threshold,
        decision.PolicyVersion,
        new DecisionScores(Score(decision.Assessment.User), Score(decision.Assessment.Country), Score(decision.Assessment.PaymentType)),
        decision.Reason == Domain.Payments.DecisionReason.Scored ? Contracts.DecisionReason.Scored : Contracts.DecisionReason.KycTimeout,
        decision.ReceivedAt,
        decision.DecidedAt);

    private static Decision ToDecision(this PayDecision message) => new(
        message.PaymentId,
        new RiskAssessment(
            message.Decision.ToVerdict(),
            message.RiskScore,
            Input(message.Scores.User),
            Input(message.Scores.Country),
            Input(message.Scores.PaymentType)),
        message.Reason == Contracts.DecisionReason.Scored ? Domain.Payments.DecisionReason.Scored : Domain.Payments.DecisionReason.KycTimeout,
        message.PolicyVersion,
        message.Threshold,
        message.ReceivedAt,
        message.DecidedAt);

    private static DecisionScore Score(ScoreInput input) => new(input.Value, input.Weight, input.Defaulted);

    private static ScoreInput Input(DecisionScore score) => new(score.Value, score.Weight, score.Defaulted);
}
