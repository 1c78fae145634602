using System.Globalization;
using CsvHelper;

namespace RmsActors.Rms.ReferenceData;

/// <summary>What an empty RMS database is filled with: the CSV files of this folder.</summary>
internal static class ShippedReferenceData
{
    public static IEnumerable<CountryRow> Countries() =>
        Read("country-risk.csv", csv => new CountryRow { Country = csv.GetString("country"), Score = Score(csv.GetString("score")), Source = csv.GetString("source") });

    public static IEnumerable<PaymentTypeRow> PaymentTypes() =>
        Read("payment-type-risk.csv", csv => new PaymentTypeRow { PaymentType = csv.GetString("payment_type"), Score = Score(csv.GetString("score")) });

    private static List<T> Read<T>(string file, Func<CsvReader, T> read)
    {
        using var stream = typeof(ShippedReferenceData).Assembly.GetManifestResourceStream($"{typeof(ShippedReferenceData).Namespace}.{file}")!;
        using var csv = CsvReader.Create(stream, CsvReaderOptions.Default, false);
        var rows = new List<T>();
        while (csv.Read())
        {
            rows.Add(read(csv));
        }

        return rows;
    }

    private static object Score(string score) => decimal.Parse(score, CultureInfo.InvariantCulture);
}
