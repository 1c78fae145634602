using System.Data.Common;
using System.Globalization;
using CsvHelper;
using Dapper;
using RmsActors.Domain.Scoring;
using RmsActors.Hosting;

namespace RmsActors.Rms.ReferenceData;

/// <summary>The RMS database: country scores, payment-type scores and policies, which operators may change at any time.</summary>
/// <param name="database">The <c>rms</c> store, its schema up to date.</param>
public sealed class ReferenceDataStore(Database database)
{
    /// <summary>Fills each table that is empty with what is shipped; what is there is never touched.</summary>
    public async Task LoadShippedAsync(CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await FillAsync(
            transaction,
            "country_risk",
            "INSERT INTO country_risk (country, score, source) VALUES (@Country, @Score, @Source) ON CONFLICT DO NOTHING",
            ShippedCountries());
        await FillAsync(
            transaction,
            "payment_type_risk",
            "INSERT INTO payment_type_risk (payment_type, score) VALUES (@PaymentType, @Score) ON CONFLICT DO NOTHING",
            ShippedPaymentTypes());
        await FillAsync(
            transaction,
            "scoring_policy",
            """
            INSERT INTO scoring_policy (version, user_weight, country_weight, payment_type_weight, threshold, default_score, kyc_fallback)
            VALUES (@Version, @UserWeight, @CountryWeight, @PaymentTypeWeight, @Threshold, @DefaultScore, @KycFallback) ON CONFLICT DO NOTHING
            """,
            [PolicyRow.From(ScoringPolicy.Initial)]);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Reads all of it as it is now.</summary>
    /// <exception cref="InvalidDataException">A score is out of its range, or the policy in force cannot be used; the message names each.</exception>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task<ScoringRules> ReadAsync(CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        // One snapshot of all three tables: a payment is never scored by half of an operator's change.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancel);
        var countries = await connection.QueryAsync<CountryRow>("SELECT country AS Country, score AS Score, source AS Source FROM country_risk", transaction: transaction);
        var paymentTypes = await connection.QueryAsync<PaymentTypeRow>("SELECT payment_type AS PaymentType, score AS Score FROM payment_type_risk", transaction: transaction);
        var policies = await connection.QueryAsync<PolicyRow>(
            """
            SELECT version AS Version, user_weight AS UserWeight, country_weight AS CountryWeight, payment_type_weight AS PaymentTypeWeight,
                   threshold AS Threshold, default_score AS DefaultScore, kyc_fallback AS KycFallback
            FROM scoring_policy ORDER BY version DESC LIMIT 1
            """,
            transaction: transaction);
        await transaction.CommitAsync(cancel);

        var problems = new List<string>();
        var countryScores = countries.ToDictionary(row => row.Country, row => Score($"country_risk '{row.Country}'", row.Score), StringComparer.Ordinal);
        var paymentTypeScores = paymentTypes.ToDictionary(row => row.PaymentType, row => Score($"payment_type_risk '{row.PaymentType}'", row.Score), StringComparer.Ordinal);
        var policy = policies.SingleOrDefault()?.ToPolicy(problems);
        if (policies.SingleOrDefault() is null)
        {
            problems.Add("scoring_policy has no row");
        }

        return problems.Count == 0
            ? new ScoringRules(policy!, countryScores, paymentTypeScores)
            : throw new InvalidDataException("The RMS database cannot be used: " + string.Join("; ", problems));

        decimal Score(string what, object stored)
        {
            if (TryDecimal(stored, out var score) && score is >= 0m and <= 100m)
            {
                return score;
            }

            problems.Add($"{what}: score {stored}: expected 0 to 100");
            return 0m;
        }
    }

    private static async Task FillAsync<T>(DbTransaction transaction, string table, string insert, IEnumerable<T> rows)
    {
        var connection = transaction.Connection!;
        if (await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {table}", transaction: transaction) == 0)
        {
            await connection.ExecuteAsync(insert, rows, transaction);
        }
    }

    private static IEnumerable<CountryRow> ShippedCountries() =>
        Shipped("country-risk.csv", csv => new CountryRow { Country = csv.GetString("country"), Score = Shipped(csv.GetString("score")), Source = csv.GetString("source") });

    private static IEnumerable<PaymentTypeRow> ShippedPaymentTypes() =>
        Shipped("payment-type-risk.csv", csv => new PaymentTypeRow { PaymentType = csv.GetString("payment_type"), Score = Shipped(csv.GetString("score")) });

    private static List<T> Shipped<T>(string file, Func<CsvReader, T> read)
    {
        using var stream = typeof(ReferenceDataStore).Assembly.GetManifestResourceStream($"{typeof(ReferenceDataStore).Namespace}.{file}")!;
        using var csv = CsvReader.Create(stream, CsvReaderOptions.Default, false);
        var rows = new List<T>();
        while (csv.Read())
        {
            rows.Add(read(csv));
        }

        return rows;
    }

    private static object Shipped(string score) => decimal.Parse(score, CultureInfo.InvariantCulture);

    // SQLite keeps decimals as text and lets an operator write numbers, or anything else, into the column.
    private static bool TryDecimal(object stored, out decimal value) =>
        decimal.TryParse(Convert.ToString(stored, CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private sealed class CountryRow
    {
        public string Country { get; set; } = "";

        public object Score { get; set; } = 0m;

        public string Source { get; set; } = "";
    }

    private sealed class PaymentTypeRow
    {
        public string PaymentType { get; set; } = "";

        public object Score { get; set; } = 0m;
    }

    private sealed class PolicyRow
    {
        public int Version { get; set; }

        public object UserWeight { get; set; } = 0m;

        public object CountryWeight { get; set; } = 0m;

        public object PaymentTypeWeight { get; set; } = 0m;

        public object Threshold { get; set; } = 0m;

        public object DefaultScore { get; set; } = 0m;

        public string KycFallback { get; set; } = "";

        public static PolicyRow From(ScoringPolicy policy) => new()
        {
            Version = policy.Version,
            UserWeight = policy.UserWeight,
            CountryWeight = policy.CountryWeight,
            PaymentTypeWeight = policy.PaymentTypeWeight,
            Threshold = policy.Threshold,
            DefaultScore = policy.DefaultScore,
            KycFallback = policy.KycFallback.ToString(),
        };

        public ScoringPolicy? ToPolicy(List<string> problems)
        {
            var before = problems.Count;
            var fallback = Verdict.Review;
            if (!Enum.TryParse(KycFallback, ignoreCase: false, out fallback) || !Enum.IsDefined(fallback))
            {
                Bad("kyc_fallback", KycFallback, "one of " + string.Join(", ", Enum.GetNames<Verdict>()));
            }

            var policy = new ScoringPolicy(
                Version,
                Number("user_weight", UserWeight),
                Number("country_weight", CountryWeight),
                Number("payment_type_weight", PaymentTypeWeight),
                Number("threshold", Threshold),
                Number("default_score", DefaultScore),
                fallback);
            if (problems.Count == before)
            {
                problems.AddRange(policy.Problems().Select(problem => $"scoring_policy version {Version}: {problem}"));
            }

            return problems.Count == before ? policy : null;

            decimal Number(string column, object stored)
            {
                if (!TryDecimal(stored, out var value))
                {
                    Bad(column, stored, "a number");
                }

                return value;
            }

            void Bad(string column, object stored, string expected) =>
                problems.Add($"scoring_policy version {Version}: {column} '{stored}': expected {expected}");
        }
    }
}
