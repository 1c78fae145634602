using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;

namespace RmsActors.Hosting;

/// <summary>Why a JWT was not taken, in words that give nothing of it away.</summary>
internal sealed record JwtProblem(int Status, string Text)
{
    public static JwtProblem Of(Exception problem) => problem switch
    {
        SecurityTokenExpiredException => new(StatusCodes.Status401Unauthorized, "the token has expired"),
        SecurityTokenNotYetValidException => new(StatusCodes.Status401Unauthorized, "the token is not valid yet"),
        SecurityTokenInvalidAudienceException => new(StatusCodes.Status401Unauthorized, "the token is for another audience"),
        SecurityTokenInvalidIssuerException => new(StatusCodes.Status401Unauthorized, "the token is of another issuer"),
        _ => new(StatusCodes.Status401Unauthorized, "the token is not valid here"),
    };

    /// <summary>Nothing is known of the issuer yet, so that every token of it looks wrong.</summary>
    public static JwtProblem IssuerAway { get; } = new(StatusCodes.Status503ServiceUnavailable, "the token's issuer cannot be reached to check it");
}
