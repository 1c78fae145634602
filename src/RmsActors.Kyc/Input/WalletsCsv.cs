using System.Globalization;
using RmsActors.Contracts;
using RmsActors.Hosting.Csv;

namespace RmsActors.Kyc.Input;

/// <summary>wallets.csv: <c>wallet_id,score</c>.</summary>
public static class WalletsCsv
{
    private static readonly string[] Columns = ["wallet_id", "score"];

    /// <summary>Reads all wallets; one at least.</summary>
    /// <exception cref="InputException">It cannot be read, or some lines are bad; a wallet that comes twice is one.</exception>
    public static IReadOnlyList<WalletScore> Read(string path)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        return CsvFile.Read(path, Columns, row =>
        {
            var wallet = row.Text("wallet_id", FieldRules.IsText, FieldRules.TextExpected);
            if (FieldRules.IsText(wallet) && !lines.TryAdd(wallet, row.Line))
            {
                row.Bad("wallet_id", $"a wallet that is not on line {lines[wallet]} already");
            }

            return new WalletScore(wallet, row.Field<decimal>("score", FieldRules.TryParseScore, FieldRules.ScoreExpected));
        });
    }

    /// <summary>Writes wallets as <see cref="Read"/> takes them.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<WalletScore> wallets) =>
        CsvFile.Write(path, Columns, wallets.Select(wallet => new[] { wallet.WalletId, wallet.Score.ToString(CultureInfo.InvariantCulture) }));
}
