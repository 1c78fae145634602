using System.Data.Common;
using Dapper;
using RmsActors.Hosting;
using RmsActors.Rms.Payments;
using RmsActors.Rms.Serialization;

namespace RmsActors.Rms.Quarantine;

/// <summary>What the journal's rows of a payment say without being recovered, and so also where they are damaged.</summary>
public enum JournalledState
{
    /// <summary>It has none: an id nobody has scored.</summary>
    Unknown,

    /// <summary>Its scoring has started.</summary>
    Undecided,

    /// <summary>It has a decision.</summary>
    Decided,
}

/// <summary>A look into the journal beside the nodes.</summary>
public static class JournalledPayment
{
    /// <summary>How far the payment has come.</summary>
    /// <param name="journal">The <c>journal</c> store.</param>
    /// <exception cref="DbException">The database cannot be reached, or has no journal.</exception>
    public static async Task<JournalledState> StateAsync(Database journal, string paymentId, CancellationToken cancel = default)
    {
        await using var connection = await journal.OpenAsync(cancel);
        var manifests = await connection.QueryAsync<string?>(new CommandDefinition(
            "SELECT manifest FROM journal WHERE persistence_id = @Id", new { Id = PaymentActor.PersistenceIdOf(paymentId) }, cancellationToken: cancel));
        var rows = manifests.ToList();
        return rows.Exists(PaymentSerializer.IsDecision) ? JournalledState.Decided : rows.Count > 0 ? JournalledState.Undecided : JournalledState.Unknown;
    }
}
