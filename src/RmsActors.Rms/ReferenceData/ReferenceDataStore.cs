using System.Data.Common;
using Dapper;
using RmsActors.Domain.Scoring;
using RmsActors.Hosting;

namespace RmsActors.Rms.ReferenceData;

/// <summary>The RMS database: country scores, payment-type scores and policies, which operators may change at any time.</summary>
/// <param name="database">The <c>rms</c> store, its schema up to date.</param>
public sealed class ReferenceDataStore(Database database)
{
    private const string PolicyColumns =
        """
        SELECT version AS Version, user_weight AS UserWeight, country_weight AS CountryWeight, payment_type_weight AS PaymentTypeWeight,
               threshold AS Threshold, default_score AS DefaultScore, kyc_fallback AS KycFallback
        FROM scoring_policy
        """;

    /// <summary>Fills each table that is empty with what is shipped; what is there is never touched.</summary>
    public async Task LoadShippedAsync(CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await FillAsync(
            transaction,
            "country_risk",
            "INSERT INTO country_risk (country, score, source) VALUES (@Country, @Score, @Source) ON CONFLICT DO NOTHING",
            ShippedReferenceData.Countries());
        await FillAsync(
            transaction,
            "payment_type_risk",
            "INSERT INTO payment_type_risk (payment_type, score) VALUES (@PaymentType, @Score) ON CONFLICT DO NOTHING",
            ShippedReferenceData.PaymentTypes());
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
            PolicyColumns + " ORDER BY version DESC LIMIT 1",
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
            if (StoredDecimal.TryRead(stored, out var score) && score is >= 0m and <= 100m)
            {
                return score;
            }

            problems.Add($"{what}: score {stored}: expected 0 to 100");
            return 0m;
        }
    }

    /// <summary>A policy, in force or not any more; null where there is none of this version, or it cannot be used.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task<ScoringPolicy?> FindPolicyAsync(int version, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<PolicyRow>(
            new CommandDefinition(PolicyColumns + " WHERE version = @Version", new { Version = version }, cancellationToken: cancel));
        return row?.ToPolicy([]);
    }

    private static async Task FillAsync<T>(DbTransaction transaction, string table, string insert, IEnumerable<T> rows)
    {
        var connection = transaction.Connection!;
        if (await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {table}", transaction: transaction) == 0)
        {
            await connection.ExecuteAsync(insert, rows, transaction);
        }
    }
}
