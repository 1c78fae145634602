using RmsActors.Contracts;

namespace RmsActors.Payments.Tests;

/// <summary>Payments for tests.</summary>
internal static class SomePayments
{
    /// <summary>Ids that are easily mistaken for something else on their way through URLs, SQL and JSON.</summary>
    public static TheoryData<string> OddIds => new(
        "a/b", "/", "a//b/", "%2F", "100%", "a?b=c#d", "+ +", " ", "  leading and trailing  ", ".", "..", "a/../b", "'; DROP TABLE payments; --", "\"\\",
        "žluťoučký", "E\u0301", "\u00c9", "💳🦄", "\u202eright to left", "\ufeffbom", "null", "payment-counts", "id=1&id=2",
        string.Concat(Enumerable.Repeat("\U0001F600", 128)));

    public static PaymentDetails Payment(string id) =>
        new(id, "wallet-1", 12.50m, "EUR", "FR", "card", new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.Zero));

    public static DecisionToApply Approval(string id, string value = "{}") => new(id, PaymentStatus.Approved, System.Text.Encoding.UTF8.GetBytes(value));
}
