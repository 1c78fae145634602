using RmsActors.Contracts;
using RmsActors.Payments;

namespace RmsActors.Cli.Demo;

/// <summary>What became of every payment: each must have one decision, and its status must be what that decision says.</summary>
/// <param name="Payments">Payments of the input, in its order, with what the payment database has.</param>
/// <param name="Problems">What is not as it must be, a sentence each; empty when all is.</param>
internal sealed record DemoOutcome(IReadOnlyList<(string PaymentId, StoredPayment? Stored)> Payments, IReadOnlyList<string> Problems)
{
    /// <summary>Compares the payment database with the decisions on the topic.</summary>
    /// <param name="paymentIds">The input's payments, in its order.</param>
    public static DemoOutcome Of(IEnumerable<string> paymentIds, Func<string, StoredPayment?> stored, ObservedDecisions observed)
    {
        var payments = paymentIds.Select(id => (PaymentId: id, Stored: stored(id))).ToList();
        return new(payments, [.. payments.Select(payment => ProblemOf(payment.PaymentId, payment.Stored, observed.Of(payment.PaymentId))).OfType<string>()]);
    }

    public int Count(PaymentStatus status) => Payments.Count(payment => StatusOf(payment.Stored) == status);

    public static PaymentStatus StatusOf(StoredPayment? stored) => stored?.Status ?? PaymentStatus.AwaitingAntifraud;

    // A decision of an earlier run is no longer on an embedded topic: the one that the database keeps counts then.
    private static string? ProblemOf(string paymentId, StoredPayment? stored, IReadOnlyList<DecisionKind> observed)
    {
        var status = StatusOf(stored);
        return (stored?.ReadDecision(), observed) switch
        {
            (_, { Count: > 1 }) => $"payment '{paymentId}' has {observed.Count} different decisions",
            _ when status == PaymentStatus.AwaitingAntifraud => $"payment '{paymentId}' is undecided",
            (_, [var only]) when DecidedStatus.Of(only) != status => $"payment '{paymentId}' is {status} in the payment database, but was decided to {only}",
            ({ } kept, _) when DecidedStatus.Of(kept.Decision) != status => $"payment '{paymentId}' is {status} in the payment database, but its stored decision is {kept.Decision}",
            (null, []) => $"payment '{paymentId}' is {status} in the payment database, but has no decision",
            _ => null,
        };
    }
}
