using RmsActors.Contracts;
using RmsActors.Kyc;

namespace RmsActors.Cli.Input;

/// <summary>Made-up payments and wallets; the same seed makes the same ones.</summary>
public static class SamplePayments
{
    /// <summary>Of the sample that is shipped.</summary>
    public const int ShippedSeed = 1;

    /// <summary>Payments of the sample that is shipped.</summary>
    public const int ShippedCount = 1_000;

    private static readonly DateTimeOffset Day = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    // Ids as they come from other systems: each of these must travel as it is.
    private static readonly string[] OddIds = ["pay/2026/{0}", "pay {0}", "zahlung-ß-{0}", "оплата-{0}", "支付-{0}", "pay-{0}-💶", "pay%2F{0}?x=1", "pay~{0}"];

    // A country or type is as likely as it is often here, the risky ones more so than in life, or next to nothing would be declined.
    // ZZ and barter are known to nobody.
    private static readonly string[] Countries = Repeated(
        ("DE", 12), ("FR", 8), ("US", 9), ("GB", 7), ("ES", 4), ("PL", 4), ("NL", 4), ("JP", 3), ("BR", 3), ("IN", 3), ("TR", 2), ("AE", 2), ("NG", 1),
        ("VN", 7), ("KE", 5), ("HT", 6), ("LB", 4), ("YE", 5), ("IR", 5), ("KP", 1), ("MM", 4), ("ZZ", 1));

    private static readonly string[] PaymentTypes = Repeated(
        ("card", 30), ("bank_transfer", 16), ("p2p_transfer", 14), ("merchant", 6), ("bill_payment", 5), ("salary", 3), ("international_transfer", 8),
        ("crypto", 8), ("gift_card", 4), ("cash_withdrawal", 5), ("barter", 1));

    private static readonly string[] Currencies = Repeated(("EUR", 6), ("USD", 3), ("GBP", 2), ("JPY", 1));

    /// <summary>Payments in the order of their making, about three for each wallet.</summary>
    /// <param name="seed">Any.</param>
    /// <param name="count">1 and up.</param>
    public static IReadOnlyList<PaymentDetails> Generate(int seed, int count)
    {
        var random = new Random(seed);
        var wallets = Math.Max(1, count * 3 / 10);
        return [.. Enumerable.Range(1, count).Select(number => new PaymentDetails(
            Id(number),
            $"wallet-{1 + random.Next(wallets):0000}",
            Math.Round((decimal)Math.Exp(3.6 + (1.3 * Normal(random))), 2) + 0.01m,
            Pick(Currencies),
            Pick(Countries),
            Pick(PaymentTypes),
            Day + TimeSpan.FromSeconds((long)(number - 1) * 86_400 / count)))];

        string Pick(string[] from) => from[random.Next(from.Length)];
    }

    /// <summary>Scores for the wallets of some payments. Every wallet has one: without a file, none is unknown to KYC.</summary>
    public static IReadOnlyList<WalletScore> Wallets(int seed, IEnumerable<PaymentDetails> payments) =>
        [.. payments.Select(payment => payment.WalletId).Distinct(StringComparer.Ordinal).Select(wallet => new WalletScore(wallet, Score(seed, wallet)))];

    /// <summary>The wallets.csv that is shipped with the sample lacks some of its wallets, so that KYC meets wallets that it does not know.</summary>
    public static IReadOnlyList<WalletScore> ShippedWallets(IEnumerable<PaymentDetails> payments) =>
        [.. Wallets(ShippedSeed, payments).Where(wallet => !wallet.WalletId.EndsWith("99", StringComparison.Ordinal))];

    // From the id rather than from a sequence: a wallet keeps its score whatever else is in the file.
    private static decimal Score(int seed, string wallet)
    {
        var hash = RmsActors.Kafka.Murmur2.Hash(System.Text.Encoding.UTF8.GetBytes($"{seed}\n{wallet}")) & int.MaxValue;
        var quantile = hash % 10_000 / 10_000m;

        // Most wallets are of little risk, and the others of much.
        return Math.Round(quantile < 0.55m ? 50m * quantile / 0.55m : 70m + (30m * (quantile - 0.55m) / 0.45m), 2);
    }

    private static string Id(int number) => number % 50 == 0
        ? string.Format(System.Globalization.CultureInfo.InvariantCulture, OddIds[number / 50 % OddIds.Length], number)
        : $"pay-{number:000000}";

    // Box and Muller's transform.
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static string[] Repeated(params (string Value, int Times)[] values) =>
        [.. values.SelectMany(value => Enumerable.Repeat(value.Value, value.Times))];
}
