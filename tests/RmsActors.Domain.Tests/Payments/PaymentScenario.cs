using RmsActors.Domain.Payments;
using RmsActors.Domain.Scoring;

namespace RmsActors.Domain.Tests.Payments;

/// <summary>Given what has happened, when a command comes, then these events and this reply.</summary>
internal sealed class PaymentScenario
{
    private PaymentState _state = PaymentState.New.Instance;
    private DeciderResult _result;

    public static PaymentScenario Given(params PaymentEvent[] history) =>
        new() { _state = history.Aggregate((PaymentState)PaymentState.New.Instance, PaymentDecider.Evolve) };

    public PaymentScenario When(PaymentCommand command, DateTimeOffset? at = null)
    {
        _result = Example.Decider().Decide(_state, command, at ?? Example.Now);
        return this;
    }

    public void Then(PaymentReply reply, params PaymentEvent[] events)
    {
        _result.Events.ShouldBe(events);
        _result.Reply.ShouldBe(reply);
    }

    /// <summary>Whatever is decided follows on the state it was decided in.</summary>
    public PaymentState ThenState() => _result.Events.Aggregate(_state, PaymentDecider.Evolve);
}

internal static class Example
{
    public static readonly DateTimeOffset Received = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Now = Received.AddSeconds(1);
    public static readonly TimeSpan KycDeadline = TimeSpan.FromSeconds(10);
    public static readonly DateTimeOffset Deadline = Received + KycDeadline;
    public const string RequestId = "pay-1~cafe0001";

    public static readonly Payment Original = new("pay-1", "wallet-1", 12.50m, "EUR", "DE", "card", Received.AddMinutes(-1));

    public static ScoringRules Rules(ScoringPolicy? policy = null) => new(
        policy ?? ScoringPolicy.Initial,
        new Dictionary<string, decimal> { ["DE"] = 10m, ["IR"] = 100m },
        new Dictionary<string, decimal> { ["card"] = 20m });

    public static PaymentDecider Decider() => new(Rules(), KycDeadline, Encode);

    public static DecisionBytes Encode(Decision decision) => new(System.Text.Encoding.UTF8.GetBytes(decision.ToString()));

    public static KycAnswer Answer(decimal? score = 40m) => new(score, RequestId, RequestId, Original.PaymentId, Original.WalletId);

    public static PaymentEvent.ScoringStarted Started() => new(Original, RequestId, Received, Deadline);

    public static PaymentEvent.PaymentDecided Scored(decimal? score, DateTimeOffset at) =>
        Decided(Rules().Assess(Original, score), DecisionReason.Scored, at);

    public static PaymentEvent.PaymentDecided TimedOut(DateTimeOffset at) =>
        Decided(Rules().AssessWithoutKyc(Original), DecisionReason.KycTimeout, at);

    private static PaymentEvent.PaymentDecided Decided(RiskAssessment assessment, DecisionReason reason, DateTimeOffset at)
    {
        var decision = new Decision(Original.PaymentId, assessment, reason, 1, 70m, Received, at);
        return new(decision, Encode(decision));
    }
}
