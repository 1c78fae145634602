namespace RmsActors.Payments;

/// <summary>
/// Where a payment is found over HTTP. Ids are any text, so the id is taken from the request line as it was sent: the server's
/// own decoding leaves <c>%2F</c> as it is, after which a slash and the text "%2F" are the same.
/// </summary>
public static class PaymentAddress
{
    /// <summary>Where payments are posted.</summary>
    public const string Payments = "/payments";

    /// <summary>How many payments stand where; beside <see cref="Payments"/>, so that no id can be taken for it.</summary>
    public const string Counts = "/payment-counts";

    private const string IdParameter = "id";

    /// <summary>The path, and where needed the query, of a payment. What HTTP clients and servers fold away as a path travels as a query.</summary>
    public static string Of(string paymentId) =>
        paymentId is "." or ".."
            ? $"{Payments}?{IdParameter}={Uri.EscapeDataString(paymentId)}"
            : $"{Payments}/{Uri.EscapeDataString(paymentId)}";

    /// <summary>The id in a request's target, or null where it holds none. The reverse of <see cref="Of"/>.</summary>
    /// <param name="rawTarget">As on the request line, still encoded.</param>
    public static string? IdOf(string rawTarget)
    {
        var start = rawTarget.IndexOf(Payments, StringComparison.Ordinal) + Payments.Length;
        var query = rawTarget.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? rawTarget[start..] : rawTarget[start..query];
        if (path.Length > 1)
        {
            return Uri.UnescapeDataString(path[1..]);
        }

        const string Prefix = IdParameter + "=";
        return query < 0
            ? null
            : rawTarget[(query + 1)..].Split('&')
                .Where(pair => pair.StartsWith(Prefix, StringComparison.Ordinal))
                .Select(pair => Uri.UnescapeDataString(pair[Prefix.Length..]))
                .FirstOrDefault();
    }
}
