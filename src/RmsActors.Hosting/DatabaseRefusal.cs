using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace RmsActors.Hosting;

/// <summary>
/// Tells a database that refuses a value for what it is from one that cannot work now. Only the first is a matter of the record:
/// the same statement will be refused for ever, such as an id that the server's encoding has no characters for.
/// </summary>
public static class DatabaseRefusal
{
    // SQLSTATE class 22, "data exception": https://www.postgresql.org/docs/current/errcodes-appendix.html
    private const string DataException = "22";

    // "Program limit exceeded" is also what a server says that takes no more writes at all, for want of transaction numbers: only the files of PostgreSQL's source tell which limit it is.
    private const string ProgramLimitExceeded = "54000";
    private static readonly string[] s_ofIndexEntries = ["nbtutils.c", "indextuple.c"];

    // SQLITE_TOOBIG and SQLITE_MISMATCH: https://www.sqlite.org/rescode.html
    private const int TooBig = 18;
    private const int Mismatch = 20;

    /// <summary>Whether the value itself was refused.</summary>
    public static bool IsOfValue(DbException error) => error switch
    {
        PostgresException postgres => postgres.SqlState.StartsWith(DataException, StringComparison.Ordinal) || (postgres.SqlState == ProgramLimitExceeded && s_ofIndexEntries.Contains(postgres.File)),
        SqliteException sqlite => sqlite.SqliteErrorCode is TooBig or Mismatch,
        _ => false,
    };

    /// <summary>Why, for a dead letter.</summary>
    public static string Reason(DbException refusal) => $"the database cannot hold this value: {refusal.Message}";
}
