using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace RmsActors.Hosting.Tests.Access;

/// <summary>An OIDC issuer, as far as a service needs one: its metadata, its keys, and tokens that it has signed.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    public const string Audience = "rms";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private readonly RSA _key = RSA.Create(2048);
    private WebApplication _app = null!;

    public string Url { get; private set; } = "";

    public static async Task<TestIssuer> StartAsync()
    {
        var issuer = new TestIssuer();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        issuer._app = builder.Build();
        issuer._app.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = issuer.Url, jwks_uri = issuer.Url + "/keys" }));
        issuer._app.MapGet("/keys", () =>
        {
            var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(issuer._key.ExportParameters(false)) { KeyId = "1" });
            return Results.Json(new { keys = new[] { new { kty = key.Kty, kid = key.Kid, n = key.N, e = key.E, alg = "RS256", use = "sig" } } });
        });
        await issuer._app.StartAsync();
        issuer.Url = issuer._app.Urls.First();
        return issuer;
    }

    /// <summary>A token that is good, but for what the arguments make wrong.</summary>
    public string Token(string? role, string claim = "roles", string? audience = Audience, TimeSpan? age = null, RSA? key = null, string? issuedBy = null)
    {
        var issuedAt = TimeProvider.System.GetUtcNow().UtcDateTime - (age ?? TimeSpan.Zero);
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuedBy ?? Url,
            Audience = audience,
            IssuedAt = issuedAt,
            NotBefore = issuedAt,
            Expires = issuedAt + Lifetime,
            Subject = new ClaimsIdentity(role is null ? [] : [new Claim(claim, role)]),
            SigningCredentials = new SigningCredentials(new RsaSecurityKey(key ?? _key) { KeyId = "1" }, SecurityAlgorithms.RsaSha256),
        });
    }

    /// <summary>Signed with the issuer's public key as if it were a shared secret.</summary>
    public string ForgedToken(string role) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Url,
        Audience = Audience,
        Expires = (TimeProvider.System.GetUtcNow() + Lifetime).UtcDateTime,
        Subject = new ClaimsIdentity([new Claim("roles", role)]),
        SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(_key.ExportRSAPublicKey()) { KeyId = "1" }, SecurityAlgorithms.HmacSha256),
    });

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }
}
