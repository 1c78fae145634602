using Microsoft.AspNetCore.Http;

namespace RmsActors.Hosting;

/// <summary><c>Authorization: Bearer …</c>, https://www.rfc-editor.org/rfc/rfc6750.</summary>
internal static class BearerToken
{
    private const string Prefix = "Bearer ";

    /// <summary>The token that a request brings, or null.</summary>
    public static string? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && header[Prefix.Length..].Trim() is { Length: > 0 } token ? token : null;
    }

    /// <summary>Whether it has the three parts of a signed JWT.</summary>
    public static bool IsJwt(string token) => token.Count(character => character == '.') == 2;
}
