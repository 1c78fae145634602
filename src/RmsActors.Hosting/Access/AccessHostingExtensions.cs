using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.IdentityModel.Tokens;

namespace RmsActors.Hosting;

/// <summary>Who is served, and how often: the same rules for every endpoint of a process, whichever port it is on.</summary>
internal static class AccessHostingExtensions
{
    private const string EitherScheme = "bearer token";
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan IssuerPatience = TimeSpan.FromSeconds(5);

    /// <param name="hostKey">The setting that says where these endpoints are served, such as <c>Http:Host</c>.</param>
    /// <param name="endPoint">Where they are served.</param>
    /// <param name="requestsPerSecond">Of one caller.</param>
    /// <exception cref="OptionsException">A setting cannot be used, or nobody could tell callers apart who come from elsewhere.</exception>
    public static IServiceCollection AddAccess(this IServiceCollection services, AccessOptions access, string hostKey, IPEndPoint endPoint, int requestsPerSecond)
    {
        if (!access.IsConfigured && !IPAddress.IsLoopback(endPoint.Address))
        {
            throw new OptionsException(
                $"{hostKey} = '{endPoint.Address}': expected a loopback address such as 127.0.0.1 as long as callers cannot say who they are; "
                + $"set {AccessOptions.Section}:{nameof(AccessOptions.Authority)} and {AccessOptions.Section}:{nameof(AccessOptions.Audience)} (JWTs of an OIDC issuer), "
                + $"or {AccessOptions.Section}:{nameof(AccessOptions.OperateTokenFile)} or {AccessOptions.Section}:{nameof(AccessOptions.ReadTokenFile)} (a file with a token of 32 characters or more, as 'openssl rand -hex 32' makes one)");
        }

        services.AddSingleton(access);
        services.TryAddSingleton(TimeProvider.System);
        services.AddRequestRateLimit(access, requestsPerSecond);
        if (access.IsConfigured)
        {
            services.AddBearerTokens(access);
        }

        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusals>();
        services.AddAuthorization(authorization =>
        {
            authorization.AddPolicy(AccessPolicies.Read, AccessPolicies.Of(AccessPolicies.Read, access));
            authorization.AddPolicy(AccessPolicies.Operate, AccessPolicies.Of(AccessPolicies.Operate, access));

            // What says nothing of itself is refused to those who may not look, also where there is nothing.
            authorization.DefaultPolicy = authorization.FallbackPolicy = AccessPolicies.Of(AccessPolicies.Read, access);
        });
        return services;
    }

    /// <summary>Before the endpoints are mapped.</summary>
    public static WebApplication UseAccess(this WebApplication app)
    {
        app.UseRateLimiter();
        if (app.Services.GetRequiredService<AccessOptions>().IsConfigured)
        {
            app.UseAuthentication();
        }

        app.UseAuthorization();
        return app;
    }

    private static void AddBearerTokens(this IServiceCollection services, AccessOptions access)
    {
        services.AddSingleton(StaticTokenFiles.Of(access, TimeProvider.System));
        var schemes = services.AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, null, either => either.ForwardDefaultSelector = context =>
                access.TakesJwt && BearerToken.Of(context.Request) is { } token && BearerToken.IsJwt(token) ? JwtBearerDefaults.AuthenticationScheme : StaticTokenHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, StaticTokenHandler>(StaticTokenHandler.SchemeName, null);
        if (access.TakesJwt)
        {
            schemes.AddJwtBearer(jwt => Configure(jwt, access));
        }
    }

    private static void Configure(JwtBearerOptions jwt, AccessOptions access)
    {
        jwt.Authority = access.Authority;
        jwt.Audience = access.Audience;
        jwt.RequireHttpsMetadata = !access.IsAuthorityLocal;
        jwt.MapInboundClaims = false;
        jwt.BackchannelTimeout = IssuerPatience;
        jwt.TokenValidationParameters.RoleClaimType = access.RoleClaim;
        jwt.TokenValidationParameters.ClockSkew = ClockSkew;

        // Signed by the issuer's key: with a shared secret, whoever can check a token could make one.
        jwt.TokenValidationParameters.ValidAlgorithms =
        [
            SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
            SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
            SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
        ];
        jwt.Events = new JwtBearerEvents
        {
            OnAuthenticationFailed = async failed =>
            {
                failed.HttpContext.Features.Set(await KnowsIssuerAsync(failed) ? JwtProblem.Of(failed.Exception) : JwtProblem.IssuerAway);
                failed.Fail(failed.Exception);
            },
        };
    }

    // Read once, it is remembered; without it, tokens fail in ways that say nothing of the cause.
    private static async Task<bool> KnowsIssuerAsync(AuthenticationFailedContext failed)
    {
        try
        {
            return failed.Options.ConfigurationManager is { } issuer && await issuer.GetConfigurationAsync(failed.HttpContext.RequestAborted) is not null;
        }
        catch (Exception away) when (away is InvalidOperationException or IOException or HttpRequestException)
        {
            return false;
        }
    }
}
