using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace RmsActors.Hosting;

/// <summary>What a caller must be allowed to. An endpoint that says nothing needs <see cref="Read"/>.</summary>
public static class AccessPolicies
{
    /// <summary>May look.</summary>
    public const string Read = "read";

    /// <summary>May also change something.</summary>
    public const string Operate = "operate";

    // Both places where orchestrators look, whichever of the two a version serves.
    private static readonly PathString[] Probes = ["/health", "/healthz"];
    private static readonly PathString Metrics = "/metrics";

    /// <summary>Whether anybody may ask for this.</summary>
    internal static bool IsOpen(PathString path, AccessOptions access) =>
        Array.Exists(Probes, probe => path.StartsWithSegments(probe, StringComparison.Ordinal))
        || (access.AnonymousMetrics && path.StartsWithSegments(Metrics, StringComparison.Ordinal));

    internal static AuthorizationPolicy Of(string policy, AccessOptions access) => new AuthorizationPolicyBuilder()
        .AddRequirements(new Requirement(policy))
        .RequireAssertion(decision => decision.Resource is HttpContext context && (IsOpen(context.Request.Path, access) || IsAllowed(policy, access, context)))
        .Build();

    internal static bool IsOperate(AuthorizationPolicy policy) => policy.Requirements.OfType<Requirement>().Any(requirement => requirement.Name == Operate);

    private static bool IsAllowed(string policy, AccessOptions access, HttpContext context) =>
        access.IsConfigured ? Has(context.User, access.OperateRole) || (policy == Read && Has(context.User, access.ReadRole)) : IsOwn(context);

    private static bool IsOwn(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller)
        // A browser on this machine also calls here for pages from elsewhere: by a name that leads here, or across origins.
        && context.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]" or "::1"
        && !context.Request.Headers.ContainsKey("Origin");

    private static bool Has(ClaimsPrincipal caller, string role) =>
        caller.Identity?.IsAuthenticated == true
        && caller.Identities.SelectMany(identity => identity.FindAll(identity.RoleClaimType)).Any(claim => claim.Value.Split(' ').Contains(role, StringComparer.Ordinal));

    /// <summary>Names the policy; the assertion beside it decides.</summary>
    private sealed record Requirement(string Name) : IAuthorizationRequirement, IAuthorizationHandler
    {
        public Task HandleAsync(AuthorizationHandlerContext context)
        {
            context.Succeed(this);
            return Task.CompletedTask;
        }
    }
}
