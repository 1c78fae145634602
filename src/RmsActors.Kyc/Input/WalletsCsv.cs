using RmsActors.Contracts;
using RmsActors.Hosting.Csv;

namespace RmsActors.Kyc.Input;

/// <summary>wallets.csv: <c>wallet_id,score</c>.</summary>
public static class WalletsCsv
{
    private static readonly string[] Columns = ["wallet_id", "score"];

    /// <summary>Reads all wallets.</summary>
    /// <exception cref="InputException">Some lines are bad; a wallet that comes twice is one.</exception>
    public static IReadOnlyList<WalletScore> Read(string path)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        return CsvFile.Read(path, Columns, row =>
        {
            var wallet = row.Text("wallet_id", FieldRules.IsText, FieldRules.TextExpected);
            if (!lines.TryAdd(wallet, row.Line))
            {
                row.Bad("wallet_id", $"a wallet that is not on line {lines[wallet]} already");
            }

            return new WalletScore(wallet, row.Field<decimal>("score", FieldRules.TryParseScore, FieldRules.ScoreExpected));
        });
    }
}
