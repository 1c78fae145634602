using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RmsActors.Hosting;

/// <summary>Takes bearer tokens that a file lists; their holder has the file's role.</summary>
internal sealed class StaticTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory loggers, UrlEncoder encoder, AccessOptions access, StaticTokenFiles files)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, loggers, encoder)
{
    public const string SchemeName = "static token";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (BearerToken.Of(Request) is not { } token)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        // Both are asked, so that the time taken does not tell whose it is.
        var (operates, reads) = (files.Operate?.Contains(token) == true, files.Read?.Contains(token) == true);
        if (!operates && !reads)
        {
            return Task.FromResult(AuthenticateResult.Fail("no such token"));
        }

        var identity = new ClaimsIdentity([new Claim(access.RoleClaim, operates ? access.OperateRole : access.ReadRole)], SchemeName, nameType: null, access.RoleClaim);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }
}

/// <summary>The files that <see cref="AccessOptions"/> names.</summary>
internal sealed record StaticTokenFiles(StaticTokens? Read, StaticTokens? Operate)
{
    /// <exception cref="OptionsException">A file cannot be used.</exception>
    public static StaticTokenFiles Of(AccessOptions options, TimeProvider time)
    {
        return new(
            File(nameof(AccessOptions.ReadTokenFile), options.ReadTokenFile),
            File(nameof(AccessOptions.OperateTokenFile), options.OperateTokenFile));

        StaticTokens? File(string property, string? path) =>
            string.IsNullOrEmpty(path) ? null : new StaticTokens($"{AccessOptions.Section}:{property}", path, time);
    }
}
