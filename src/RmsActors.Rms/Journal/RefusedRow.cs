using Microsoft.Data.Sqlite;
using Npgsql;

namespace RmsActors.Rms.Journal;

/// <summary>
/// Errors that say no to a row of a transaction and roll all of it back: what else was in it can be written by itself.
/// Everything else (a lost connection, a server that stops, a full disk) either concerns every row or leaves open what is stored.
/// </summary>
internal static class RefusedRow
{
    private const int SqliteConstraint = 19;

    // SQLSTATE classes, by PostgreSQL's appendix A: data exception, integrity constraint violation, transaction rollback
    // (deadlock), program limit exceeded.
    private static readonly string[] Classes = ["22", "23", "40", "54"];

    public static bool IsCauseOf(Exception failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => true,
        PostgresException refused => Classes.Contains(refused.SqlState[..2]),
        SqliteException refused => refused.SqliteErrorCode == SqliteConstraint,
        _ => false,
    };
}
