using System.Globalization;
using System.Runtime.CompilerServices;

namespace RmsActors.EndToEnd.Tests.Demo;

/// <summary>The ledger as policy 1 says that it must be, computed from the input files and the shipped reference data alone.</summary>
internal static class ExpectedLedger
{
    private const string Header = "payment_id,status,risk_score,user_score,country_score,payment_type_score,policy_version,reason";

    /// <param name="payments">payments.csv, without its header.</param>
    /// <param name="wallets">wallets.csv, without its header.</param>
    public static IReadOnlyList<string> Of(IEnumerable<string[]> payments, IEnumerable<string[]> wallets)
    {
        var users = wallets.ToDictionary(wallet => wallet[0], wallet => Number(wallet[1]), StringComparer.Ordinal);
        var countries = Reference("country-risk.csv");
        var types = Reference("payment-type-risk.csv");
        return [Header, .. payments.Select(payment => Row(payment[0], Score(users, payment[1]), Score(countries, payment[4]), Score(types, payment[5])))];
    }

    private static string Row(string id, decimal user, decimal country, decimal type)
    {
        var risk = (0.5m * user) + (0.3m * country) + (0.2m * type);
        return Csv.Line(id, risk > 70m ? "Declined" : "Approved", Shown(risk), Shown(user), Shown(country), Shown(type), "1", "Scored").TrimEnd('\n');
    }

    private static decimal Score(Dictionary<string, decimal> scores, string subject) => scores.GetValueOrDefault(subject, 100m);

    private static Dictionary<string, decimal> Reference(string file) =>
        Csv.Read(File.ReadAllText(Path.Combine(SourceFolder(), "../../../src/RmsActors.Rms/ReferenceData", file)))
            .Skip(1)
            .ToDictionary(row => row[0], row => Number(row[1]), StringComparer.Ordinal);

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    // Half away from zero, by hand: scores are not negative.
    private static string Shown(decimal score) => (Math.Floor((score * 100m) + 0.5m) / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
