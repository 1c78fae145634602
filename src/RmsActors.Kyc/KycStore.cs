using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Logging;
using RmsActors.Contracts;
using RmsActors.Hosting;

namespace RmsActors.Kyc;

/// <summary>The KYC database: wallets with their scores, and the answers that were given.</summary>
/// <param name="database">The <c>kyc</c> store.</param>
/// <param name="time">Dates answers.</param>
public sealed class KycStore(Database database, TimeProvider time)
{
    /// <summary>Brings the schema up to date.</summary>
    public Task MigrateAsync(ILogger logger, CancellationToken cancel = default) =>
        Migrations.RunAsync(database, typeof(KycStore).Assembly, "RmsActors.Kyc.Migrations", logger, cancel);

    /// <summary>Takes scores in; a wallet that is known gets the new one. Answers that were given stay as they are.</summary>
    public async Task ImportAsync(IEnumerable<WalletScore> wallets, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync(
            "INSERT INTO wallets (wallet_id, score) VALUES (@WalletId, @Score) ON CONFLICT (wallet_id) DO UPDATE SET score = excluded.score",
            // In id order, so that two instances that take the same file in cannot wait for each other.
            wallets.OrderBy(wallet => wallet.WalletId, StringComparer.Ordinal),
            transaction);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>
    /// Answers requests, each as it was answered before if it was; one reply each, in their order, stored once this has ended.
    /// </summary>
    public async Task<IReadOnlyList<KycReply>> AnswerAsync(IReadOnlyList<KycRequest> requests, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var replies = new KycReply[requests.Count];
        foreach (var (index, request) in requests.Index().OrderBy(r => r.Item.RequestId, StringComparer.Ordinal))
        {
            await connection.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO kyc_answers (request_id, payment_id, wallet_id, score, scored_at)
                VALUES (@RequestId, @PaymentId, @WalletId, (SELECT score FROM wallets WHERE wallet_id = @WalletId), @At)
                ON CONFLICT (request_id) DO NOTHING
                """,
                new { request.RequestId, request.PaymentId, request.WalletId, At = time.GetUtcNow() },
                transaction,
                cancellationToken: cancel));
            await using var reader = await connection.ExecuteReaderAsync(new CommandDefinition(
                "SELECT request_id, payment_id, wallet_id, score, scored_at FROM kyc_answers WHERE request_id = @RequestId", new { request.RequestId }, transaction, cancellationToken: cancel));
            await reader.ReadAsync(cancel);
            replies[index] = Read(reader);
        }

        await transaction.CommitAsync(cancel);
        return replies;
    }

    private static KycReply Read(DbDataReader reader)
    {
        decimal? score = reader.IsDBNull(3) ? null : reader.GetDecimal(3);
        return new KycReply(
            score is null ? KycStatus.UnknownWallet : KycStatus.Scored,
            score,
            reader.GetString(0),
            reader.GetString(1),
            reader.GetString(2),
            reader.GetFieldValue<DateTimeOffset>(4));
    }
}

/// <summary>A wallet and its risk score.</summary>
/// <param name="Score">0..100.</param>
public sealed record WalletScore(string WalletId, decimal Score);
