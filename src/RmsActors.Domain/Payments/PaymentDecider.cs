using RmsActors.Domain.Scoring;

namespace RmsActors.Domain.Payments;

/// <summary>What a command leads to: events to be stored, and the reply that is due once they are.</summary>
public readonly record struct DeciderResult(IReadOnlyList<PaymentEvent> Events, PaymentReply Reply);

/// <summary>
/// The life of a payment as pure functions: what a command leads to, what an event changes, what a state owes. No clock, no I/O.
/// </summary>
/// <param name="rules">Policy and reference scores for the decisions made by this instance.</param>
/// <param name="kycDeadline">How long KYC has to answer, from the start of scoring.</param>
/// <param name="encode">The value of the PAY-DECISION record.</param>
public sealed class PaymentDecider(ScoringRules rules, TimeSpan kycDeadline, Func<Decision, DecisionBytes> encode)
{
    /// <summary>What <paramref name="command"/> leads to. Whatever is asked again leads to nothing new.</summary>
    public DeciderResult Decide(PaymentState state, PaymentCommand command, DateTimeOffset now) => (state, command) switch
    {
        (PaymentState.New, PaymentCommand.StartScoring c) => Start(c, now),
        (PaymentState.AwaitingKyc s, PaymentCommand.StartScoring c) => Nothing(new PaymentReply.Undecided(c.Payment != s.Payment)),
        (PaymentState.Decided s, PaymentCommand.StartScoring c) => Nothing(new PaymentReply.DecisionMade(s.Bytes, c.Payment != s.Payment)),

        (PaymentState.New, PaymentCommand.TakeKycAnswer) => Ignored(AnswerIgnoredBecause.NothingAsked),
        (PaymentState.AwaitingKyc s, PaymentCommand.TakeKycAnswer c) => Mismatch(s.Payment, s.RequestId, c.Answer) is { } because
            ? Ignored(because)
            : Conclude(s, rules.Assess(s.Payment, c.Answer.Score), DecisionReason.Scored, now, _ => new PaymentReply.AnswerTaken(Late: false)),
        (PaymentState.Decided s, PaymentCommand.TakeKycAnswer c) => Mismatch(s.Payment, s.RequestId, c.Answer) is { } because
            ? Ignored(because)
            : AfterDecision(s, c.Answer, now),

        (PaymentState.AwaitingKyc s, PaymentCommand.GiveUpOnKyc c) when now >= s.Deadline && now >= c.NotBefore =>
            Conclude(s, rules.AssessWithoutKyc(s.Payment), DecisionReason.KycTimeout, now, bytes => new PaymentReply.DecisionMade(bytes, ContentConflict: false)),
        (_, PaymentCommand.GiveUpOnKyc) => Nothing(PaymentReply.NothingDue.Instance),

        _ => throw new ArgumentOutOfRangeException(nameof(command), $"{command.GetType().Name} in {state.GetType().Name}"),
    };

    /// <summary>The state after <paramref name="happened"/>; the same function for new events and for recovered ones.</summary>
    /// <exception cref="InvalidOperationException">The event cannot follow on the state: the journal is damaged.</exception>
    public static PaymentState Evolve(PaymentState state, PaymentEvent happened) => (state, happened) switch
    {
        (PaymentState.New, PaymentEvent.ScoringStarted e) => new PaymentState.AwaitingKyc(e.Payment, e.RequestId, e.ReceivedAt, e.Deadline),
        (PaymentState.AwaitingKyc s, PaymentEvent.PaymentDecided e) => new PaymentState.Decided(s.Payment, s.RequestId, e.Decision, e.Bytes, null),
        (PaymentState.Decided s, PaymentEvent.LateKycAnswerReceived e) => s with { LateAnswer = e.Answer },
        _ => throw new InvalidOperationException($"{happened.GetType().Name} cannot follow on {state.GetType().Name}"),
    };

    /// <summary>What <paramref name="state"/> owes. It looks at the state alone, so that it is the same after a recovery.</summary>
    public static IReadOnlyList<PaymentEffect> Pending(PaymentState state) => state is PaymentState.AwaitingKyc s
        ? [new PaymentEffect.RequestKyc(s.RequestId, s.Payment.PaymentId, s.Payment.WalletId, s.ReceivedAt, s.Deadline)]
        : [];

    private DeciderResult Start(PaymentCommand.StartScoring command, DateTimeOffset now) =>
        new([new PaymentEvent.ScoringStarted(command.Payment, command.RequestId, now, now + kycDeadline)], new PaymentReply.Undecided(ContentConflict: false));

    private DeciderResult Conclude(
        PaymentState.AwaitingKyc state, RiskAssessment assessment, DecisionReason reason, DateTimeOffset now, Func<DecisionBytes, PaymentReply> reply)
    {
        var decision = new Decision(
            state.Payment.PaymentId, assessment, reason, rules.Policy.Version, rules.Policy.Threshold, state.ReceivedAt, now);
        var bytes = encode(decision);
        return new([new PaymentEvent.PaymentDecided(decision, bytes)], reply(bytes));
    }

    private DeciderResult AfterDecision(PaymentState.Decided state, KycAnswer answer, DateTimeOffset now)
    {
        if (state.Decision.Reason == DecisionReason.Scored || state.LateAnswer is not null)
        {
            return Ignored(AnswerIgnoredBecause.AlreadyAnswered);
        }

        var would = rules.Assess(state.Payment, answer.Score);
        return new(
            [new PaymentEvent.LateKycAnswerReceived(answer, would.Verdict, would.Risk!.Value, now)],
            new PaymentReply.AnswerTaken(Late: true));
    }

    // Whatever the answer names must be what was asked, and it must name the request.
    private static AnswerIgnoredBecause? Mismatch(Payment payment, string requestId, KycAnswer answer) => answer switch
    {
        { RequestId: null, CorrelationHeader: null } => AnswerIgnoredBecause.NoCorrelation,
        _ when Differs(answer.RequestId, requestId) || Differs(answer.CorrelationHeader, requestId) => AnswerIgnoredBecause.OtherRequest,
        _ when Differs(answer.PaymentId, payment.PaymentId) => AnswerIgnoredBecause.OtherPayment,
        _ when Differs(answer.WalletId, payment.WalletId) => AnswerIgnoredBecause.OtherWallet,
        _ => null,
    };

    private static bool Differs(string? named, string asked) => named is not null && !string.Equals(named, asked, StringComparison.Ordinal);

    private static DeciderResult Nothing(PaymentReply reply) => new([], reply);

    private static DeciderResult Ignored(AnswerIgnoredBecause because) => Nothing(new PaymentReply.AnswerIgnored(because));
}
