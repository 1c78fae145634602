using System.Data.Common;

namespace RmsActors.Hosting;

/// <summary>
/// Has SQLite itself wait for a lock that another process holds: it looks again within milliseconds, where the .NET driver
/// sleeps 150 ms between two looks.
/// </summary>
public static class SqlitePatience
{
    private const string BusyTimeout = "PRAGMA busy_timeout = 30000";

    /// <summary>Sets it for an open connection.</summary>
    public static void Apply(DbConnection connection)
    {
        using var pragma = connection.CreateCommand();
        pragma.CommandText = BusyTimeout;
        pragma.ExecuteNonQuery();
    }
}
