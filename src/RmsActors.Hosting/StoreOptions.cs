using System.ComponentModel.DataAnnotations;

namespace RmsActors.Hosting;

/// <summary>Where a role keeps its data. Section <c>Store</c>.</summary>
public sealed class StoreOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Store";

    /// <summary>The folder of the SQLite files; made if absent. Not used when <see cref="Postgres"/> is set. Default <c>data</c>.</summary>
    public string Data { get; set; } = "data";

    /// <summary>An Npgsql connection string; when set, every store is in that PostgreSQL database. Default none.</summary>
    [DataType(DataType.Password)]
    [PostgresConnection]
    public string? Postgres { get; set; }
}
