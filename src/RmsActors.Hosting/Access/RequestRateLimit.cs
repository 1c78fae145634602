using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace RmsActors.Hosting;

/// <summary>How often a caller, told by its address, is served; one that asks more often hinders nobody else. The probes are not counted.</summary>
internal static class RequestRateLimit
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static IServiceCollection AddRequestRateLimit(this IServiceCollection services, AccessOptions access, int requestsPerSecond) =>
        services.AddRateLimiter(limiter =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => AccessPolicies.IsOpen(context.Request.Path, access)
                ? RateLimitPartition.GetNoLimiter("")
                : RateLimitPartition.GetFixedWindowLimiter(
                    context.Connection.RemoteIpAddress?.ToString() ?? "?",
                    _ => new FixedWindowRateLimiterOptions { PermitLimit = requestsPerSecond, Window = Second, QueueLimit = 0 }));
            limiter.OnRejected = async (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers[HeaderNames.RetryAfter] = "1";
                await AccessRefusals.RefuseAsync(rejected.HttpContext, StatusCodes.Status429TooManyRequests, $"at most {requestsPerSecond} requests a second");
            };
        });
}
