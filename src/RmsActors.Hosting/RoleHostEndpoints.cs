using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace RmsActors.Hosting;

/// <summary>What every role serves.</summary>
internal static class RoleHostEndpoints
{
    public static WebApplication MapRoleEndpoints(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live"));
        app.MapGet("/health/ready", (Readiness readiness, IHostApplicationLifetime lifetime) =>
        {
            string[] missing = lifetime.ApplicationStopping.IsCancellationRequested ? ["stopping"] : [.. readiness.Missing];
            return Results.Json(
                new { ready = missing.Length == 0, missing },
                statusCode: missing.Length == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
        app.MapGet("/stats", (Counters counters) => Results.Json(counters.Snapshot()));
        return app;
    }
}
