using System.Globalization;
using Npgsql;
using RmsActors.Hosting;

namespace RmsActors.Rms.Journal;

/// <summary>How the journal connects: so that neither a database that hangs nor another node's transaction holds it up for long.</summary>
public static class JournalConnection
{
    /// <summary>
    /// How long an insert may wait for another transaction's row. Only a second owner of the payment can have one there; a
    /// frozen one would keep it for as long as it is frozen, and everything in the same batch waiting.
    /// </summary>
    public static readonly TimeSpan LockTimeout = TimeSpan.FromMilliseconds(250);

    /// <summary>The database's connection string, with what the journal wants on top.</summary>
    /// <param name="database">Where the journal is.</param>
    /// <param name="patience">After how long a statement, or an attempt to connect, is given up; and a transaction of a node that does nothing any more.</param>
    public static string StringOf(Database database, TimeSpan patience)
    {
        if (database.Kind == DatabaseKind.Sqlite)
        {
            return database.ConnectionString;
        }

        var seconds = (int)Math.Ceiling(patience.TotalSeconds);
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            MaxAutoPrepare = 20,
            NoResetOnClose = true,
            CommandTimeout = seconds,
            Timeout = seconds,
        };

        // A journal that is still empty is soonest read whole, and a prepared statement keeps to that plan while the journal grows, until it is analyzed: every question here is for rows by payment.
        // What the connection string says itself comes later, and so counts.
        connection.Options = string.Create(
            CultureInfo.InvariantCulture,
            $"-c enable_seqscan=off -c lock_timeout={LockTimeout.TotalMilliseconds:0} -c idle_in_transaction_session_timeout={patience.TotalMilliseconds:0} {connection.Options}").TrimEnd();
        return connection.ConnectionString;
    }
}
