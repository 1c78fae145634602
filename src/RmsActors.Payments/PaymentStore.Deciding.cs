using System.Data.Common;

namespace RmsActors.Payments;

/// <summary>A decision to be applied.</summary>
/// <param name="Status">What the payment is to be from now on.</param>
/// <param name="Decision">The value of the PAY-DECISION record.</param>
public sealed record DecisionToApply(string PaymentId, PaymentStatus Status, byte[] Decision);

/// <summary>What became of a decision.</summary>
public enum ApplyResult
{
    /// <summary>The payment has its final status by it.</summary>
    Applied,

    /// <summary>The payment had that status before, by the same bytes.</summary>
    Duplicate,

    /// <summary>The payment had that status before, by other bytes, which stand.</summary>
    Differing,

    /// <summary>The payment has another final status, which stands.</summary>
    Conflict,

    /// <summary>There is no such payment.</summary>
    NoSuchPayment,
}

/// <summary>What became of a decision.</summary>
/// <param name="Standing">The row as it was already; null where the decision was applied, and where there is no payment.</param>
public readonly record struct Application(ApplyResult Result, StoredPayment? Standing);

public sealed partial class PaymentStore
{
    /// <summary>Applies decisions by conditional updates; one result each, in their order. Of several for one payment the first counts.</summary>
    public Task<IReadOnlyList<Application>> ApplyAsync(IReadOnlyList<DecisionToApply> decisions, CancellationToken cancel = default) =>
        WriteAsync<IReadOnlyList<Application>>(
            async transaction =>
            {
                var applied = new HashSet<string>(StringComparer.Ordinal);
                foreach (var rows in decisions.DistinctBy(d => d.PaymentId, StringComparer.Ordinal).OrderBy(d => d.PaymentId, StringComparer.Ordinal).Chunk(RowsPerStatement))
                {
                    applied.UnionWith(await UpdateAsync(transaction, rows, cancel));
                }

                // Only what was not applied just now has something to be compared with.
                var fresh = decisions.Select(decision => applied.Remove(decision.PaymentId)).ToList();
                var others = decisions.Zip(fresh).Where(d => !d.Second).Select(d => d.First.PaymentId);
                var standing = await FindAsync(transaction.Connection!, transaction, others, cancel);
                return [.. decisions.Zip(fresh, (decision, isFresh) => isFresh
                    ? new Application(ApplyResult.Applied, null)
                    : Compare(decision, standing.GetValueOrDefault(decision.PaymentId)))];
            },
            cancel);

    private async Task<List<string>> UpdateAsync(DbTransaction transaction, IEnumerable<DecisionToApply> decisions, CancellationToken cancel)
    {
        await using var update = transaction.Command("", ("at", time.GetUtcNow()), ("awaiting", nameof(PaymentStatus.AwaitingAntifraud)));
        var rows = decisions.Select(decision => update.List([decision.PaymentId, decision.Status.ToString(), decision.Decision]));

        // Both kinds of database name the columns of VALUES so, and only one of them lets them be renamed.
        update.CommandText =
            $"""
            UPDATE payments SET status = d.column2, decided_at = @at, decision = d.column3
            FROM (VALUES {string.Join(',', rows)}) AS d
            WHERE payment_id = d.column1 AND status = @awaiting
            RETURNING payment_id
            """;
        return await update.IdsAsync(cancel);
    }

    private static Application Compare(DecisionToApply decision, StoredPayment? standing) => standing switch
    {
        null => new(ApplyResult.NoSuchPayment, null),

        // Its row was committed between the two statements: a decision that overtook its payment, and must be applied again.
        { Status: PaymentStatus.AwaitingAntifraud } => throw new InvalidOperationException($"Payment '{decision.PaymentId}' was accepted only while its decision was being applied."),
        _ when standing.Status != decision.Status => new(ApplyResult.Conflict, standing),
        _ => new(standing.Decision.AsSpan().SequenceEqual(decision.Decision) ? ApplyResult.Duplicate : ApplyResult.Differing, standing),
    };
}
