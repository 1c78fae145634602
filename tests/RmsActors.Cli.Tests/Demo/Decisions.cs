using System.Text;
using RmsActors.Cli.Demo;
using RmsActors.Contracts;

namespace RmsActors.Cli.Tests.Demo;

/// <summary>Decisions and stored payments for tests.</summary>
internal static class Decisions
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static PayDecision Of(string paymentId, DecisionKind kind, decimal risk = 50m, decimal user = 40m, int policy = 1) => new(
        paymentId, kind, risk, 70m, policy, new(new(user, 0.5m, false), new(10m, 0.3m, false), new(100m, 0.2m, true)), DecisionReason.Scored, Start, Start);

    public static PayDecision Silent(string paymentId) => new(
        paymentId, DecisionKind.Review, null, 70m, 1, new(new(null, 0.5m, false), new(10m, 0.3m, false), new(20.125m, 0.2m, false)), DecisionReason.KycTimeout, Start, Start);

    public static StoredPayment Stored(PayDecision decision, PaymentStatus? status = null, double milliseconds = 100) =>
        new(Start, decision, status ?? DemoOutcome.StatusFor(decision.Decision), Start.AddMilliseconds(milliseconds));

    public static StoredPayment Awaiting() => new(Start, null, PaymentStatus.Undecided, null);

    public static byte[] Key(string paymentId) => Encoding.UTF8.GetBytes(paymentId);
}
