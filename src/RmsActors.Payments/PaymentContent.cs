using RmsActors.Contracts;

namespace RmsActors.Payments;

/// <summary>When two submissions of one payment id say the same.</summary>
public static class PaymentContent
{
    /// <summary>
    /// The JSON names of the members that differ: amounts by their number, times by their instant to the microsecond (the
    /// finest that both kinds of database hold), all else ordinally.
    /// </summary>
    public static IReadOnlyList<string> Differences(PaymentDetails one, PaymentDetails other)
    {
        var differences = new List<string>();
        Compare("walletId", one.WalletId == other.WalletId);
        Compare("amount", one.Amount == other.Amount);
        Compare("currency", one.Currency == other.Currency);
        Compare("country", one.Country == other.Country);
        Compare("paymentType", one.PaymentType == other.PaymentType);
        Compare("createdAt", ToMicrosecond(one.CreatedAt) == ToMicrosecond(other.CreatedAt));
        return differences;

        void Compare(string member, bool same)
        {
            if (!same)
            {
                differences.Add(member);
            }
        }
    }

    /// <summary>The instant in UTC, cut to the microsecond.</summary>
    public static DateTimeOffset ToMicrosecond(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
