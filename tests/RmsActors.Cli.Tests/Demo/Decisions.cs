using System.Text;
using RmsActors.Contracts;
using RmsActors.Payments;

namespace RmsActors.Cli.Tests.Demo;

/// <summary>Decisions and stored payments for tests.</summary>
internal static class Decisions
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static PayDecision Of(string paymentId, DecisionKind kind, decimal risk = 50m, decimal user = 40m, int policy = 1) => new(
        paymentId, kind, risk, 70m, policy, new(new(user, 0.5m, false), new(10m, 0.3m, false), new(100m, 0.2m, true)), DecisionReason.Scored, Start, Start);

    public static PayDecision Silent(string paymentId) => new(
        paymentId, DecisionKind.Review, null, 70m, 1, new(new(null, 0.5m, false), new(10m, 0.3m, false), new(20.125m, 0.2m, false)), DecisionReason.KycTimeout, Start, Start);

    public static StoredPayment Stored(PayDecision decision, PaymentStatus? status = null, double milliseconds = 100) => Awaiting(decision.PaymentId) with
    {
        Status = status ?? DecidedStatus.Of(decision.Decision), DecidedAt = Start.AddMilliseconds(milliseconds), Decision = MessageCodec.Encode(decision),
    };

    public static StoredPayment Awaiting(string paymentId = "p") =>
        new(new PaymentDetails(paymentId, "w", 1m, "EUR", "DE", "card", Start), PaymentStatus.AwaitingAntifraud, Start, null, null);

    public static byte[] Key(string paymentId) => Encoding.UTF8.GetBytes(paymentId);
}
