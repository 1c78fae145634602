using System.Data.Common;
using System.Net.Sockets;

namespace RmsActors.Hosting;

/// <summary>
/// What a process needs and cannot have now, in words for whoever runs it: a stack trace would only hide them. Anything else is a defect,
/// and its trace is needed.
/// </summary>
internal static class Outage
{
    /// <summary>What is missing and what to do about it, or null.</summary>
    public static string? Of(Exception exception) => Causes(exception).Select(Described).FirstOrDefault(text => text is not null);

    private static string? Described(Exception cause) => cause switch
    {
        DbException database =>
            $"the database cannot be used: {database.Message}; see that it runs, and that {StoreOptions.Section}:{nameof(StoreOptions.Postgres)} (--postgres) or {StoreOptions.Section}:{nameof(StoreOptions.Data)} (--data) names the right one",
        TimeoutException late => late.Message,
        SchemaTooOldException old => old.Message,
        _ when cause.GetBaseException() is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } taken =>
            $"{taken.Message}; another process listens on Cluster:Port (--port) or {HttpOptions.Section}:{nameof(HttpOptions.Port)} (--http)",
        _ => null,
    };

    // Services that fail together are reported as one exception.
    private static IEnumerable<Exception> Causes(Exception exception) => exception is AggregateException several ? several.Flatten().InnerExceptions : [exception];
}
