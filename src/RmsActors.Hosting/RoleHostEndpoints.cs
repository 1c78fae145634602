using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RmsActors.Hosting;

/// <summary>What every role serves: health, counts, metrics.</summary>
public static class RoleHostEndpoints
{
    /// <summary>The tag of a health check that readiness waits for. Liveness waits for none: a restart mends no neighbour.</summary>
    public const string ReadyTag = "ready";

    internal static IServiceCollection AddRoleHealth(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<ReadinessCheck>("parts", tags: [ReadyTag]);
        return services;
    }

    internal static WebApplication MapRoleEndpoints(this WebApplication app)
    {
        app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/healthz/ready", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(ReadyTag),
            ResponseWriter = (context, report) => WriteAsync(context, report),
        });
        app.MapGet("/stats", (Counters counters) => Results.Json(counters.Snapshot()));
        app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        string[] missing = [.. report.Entries.Where(entry => entry.Value.Status == HealthStatus.Unhealthy).SelectMany(MissingOf).Order(StringComparer.Ordinal)];
        var checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString(), StringComparer.Ordinal);
        return context.Response.WriteAsJsonAsync(new { ready = missing.Length == 0, missing, checks }, context.RequestAborted);
    }

    private static string[] MissingOf(KeyValuePair<string, HealthReportEntry> check) =>
        check.Value.Data.TryGetValue(ReadinessCheck.Missing, out var parts) ? (string[])parts
        : [check.Value.Description is { Length: > 0 } why ? $"{check.Key}: {why}" : check.Key];
}
