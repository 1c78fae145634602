using System.Globalization;

namespace RmsActors.EndToEnd.Tests.Demo;

/// <summary>Payments whose ids, countries and types are what no one expects, and wallets around the threshold.</summary>
internal static class OddInput
{
    private static readonly string[] Ids =
    [
        "P", "p", " p", "p ", "p,1", "p\"1\"", "p;1", "p'1", "p/1", "p/../1", "p?x=1&y=2#z", "p%2F1", "p+1", "=1+1", "-1", "@1", "~1", "{\"paymentId\":\"p\"}",
        "null", "true", "0", "00", "1e3", "é", "e\u0301", "ß", "SS", "ı", "İ", "支付", "платёж", "دفعة", "💶", "👩‍👩‍👧", "\u00a0", "\u200b", "\u2028", "\ufffd", "\ufeffp",
        new('x', 128), string.Concat(Enumerable.Repeat("💶", 128)), "p~00000000", "../../etc/passwd", "'; DROP TABLE payments; --", "%s%n", "\\", "\\u0041", "A",
    ];

    private static readonly string[] Countries = ["DE", "US", "IR", "KP", "de", "ZZ", "Atlantis", "東京", "x,y", "\"", " DE"];
    private static readonly string[] Types = ["card", "bank_transfer", "crypto", "CARD", "barter", "a \"quoted\" type", "💶"];
    private static readonly string[] WalletScores = ["0", "100", "50", "0.005", "33.335", "99.99", "66.666666", "12.5", "70", "84.0", "1"];

    /// <summary>At least one payment for each odd id; then ordinary ones up to <paramref name="count"/>.</summary>
    public static List<string[]> Payments(int count) =>
    [
        .. Ids.Concat(Enumerable.Range(1, Math.Max(0, count - Ids.Length)).Select(number => $"payment {number}")).Select((id, at) => (string[])
        [
            id,
            Wallet(at),
            ((at % 7) + 0.0001m).ToString(CultureInfo.InvariantCulture),
            "EUR",
            Countries[at % Countries.Length],
            Types[at % Types.Length],
            "2026-03-01T12:00:00.123456+02:00",
        ]),
    ];

    /// <summary>The last wallet that payments have is in no file.</summary>
    public static List<string[]> Wallets() => [.. WalletScores.Select((score, at) => (string[])[Wallet(at), score])];

    public static void Write(string file, string header, IEnumerable<string[]> records) =>
        File.WriteAllText(file, header + "\n" + string.Concat(records.Select(record => Csv.Line(record))));

    private static string Wallet(int at) => $"wallet {at % (WalletScores.Length + 1)}";
}
