using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace RmsActors.Contracts;

/// <summary>
/// The request id that ties a KYC reply to its payment: the payment id and a suffix of fixed length derived from it. So the
/// same request made again after a crash has the same id, and a reply that echoes nothing else still names its payment.
/// </summary>
public static class KycCorrelation
{
    private const char Separator = '~';
    private const int DigestCharacters = 8;

    /// <summary>The length, in UTF-16 code units, of what follows the payment id.</summary>
    public const int SuffixLength = 1 + DigestCharacters;

    /// <summary>The id of the request for <paramref name="paymentId"/>: always the same one.</summary>
    public static string RequestIdOf(string paymentId) => paymentId + Separator + Digest(paymentId);

    /// <summary>Reads the payment id out of a request id; false where <paramref name="requestId"/> is none that <see cref="RequestIdOf"/> makes.</summary>
    public static bool TryGetPaymentId(string? requestId, [NotNullWhen(true)] out string? paymentId)
    {
        paymentId = null;
        if (requestId is null || requestId.Length <= SuffixLength)
        {
            return false;
        }

        var candidate = requestId[..^SuffixLength];
        if (!FieldRules.IsPaymentId(candidate) || !string.Equals(RequestIdOf(candidate), requestId, StringComparison.Ordinal))
        {
            return false;
        }

        paymentId = candidate;
        return true;
    }

    private static string Digest(string paymentId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(paymentId)))[..DigestCharacters];
}
