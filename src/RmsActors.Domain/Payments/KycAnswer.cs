namespace RmsActors.Domain.Payments;

/// <summary>What KYC said, and what it said it about. Ids that it left out are null.</summary>
/// <param name="Score">0..100; null for a wallet that KYC does not know.</param>
/// <param name="CorrelationHeader">The request id in the record's header.</param>
/// <param name="RequestId">The request id in the record's value.</param>
public sealed record KycAnswer(decimal? Score, string? CorrelationHeader, string? RequestId, string? PaymentId, string? WalletId)
{
    /// <summary>The request's id alone: what is printed can get into a log, where the rest must not be.</summary>
    public override string ToString() => $"{nameof(KycAnswer)} {RequestId ?? CorrelationHeader}";
}
