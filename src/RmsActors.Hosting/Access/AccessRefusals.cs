using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace RmsActors.Hosting;

/// <summary>Tells a caller who is not served why, in the form that the endpoints use: <c>{"error": …}</c>.</summary>
internal sealed class AccessRefusals(AccessOptions access) : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            return next(context);
        }

        if (!access.IsConfigured)
        {
            return RefuseAsync(context, StatusCodes.Status403Forbidden, "only this machine's own programs are served, until Access:Authority or a token file is set");
        }

        if (authorizeResult.Forbidden)
        {
            return RefuseAsync(context, StatusCodes.Status403Forbidden, $"this needs the role '{(AccessPolicies.IsOperate(policy) ? access.OperateRole : access.ReadRole)}', which the token does not give");
        }

        context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return context.Features.Get<JwtProblem>() is { } problem
            ? RefuseAsync(context, problem.Status, problem.Text)
            : RefuseAsync(context, StatusCodes.Status401Unauthorized, BearerToken.Of(context.Request) is null ? "a bearer token is needed" : "the token is not valid here");
    }

    /// <summary>Answers with a status and its reason.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error = reason }, context.RequestAborted);
    }
}
