using System.Text.Json.Serialization;

namespace RmsActors.Contracts;

/// <summary>PAYMENT-READY-FOR-ANTIFRAUD: this payment waits for its risk check.</summary>
public sealed record PaymentReady(string PaymentId);

/// <summary>PAYMENT-DETAILS: the payment as the payment database holds it.</summary>
/// <param name="PaymentId">See <see cref="FieldRules.IsPaymentId"/>; compared ordinally.</param>
/// <param name="WalletId">The paying wallet.</param>
/// <param name="Amount">Above 0, up to 10¹², at most 4 decimals; on the wire a decimal string.</param>
/// <param name="Currency">Any text.</param>
/// <param name="Country">Where the payment goes; an unknown one scores the policy's default.</param>
/// <param name="PaymentType">An unknown one scores the policy's default.</param>
/// <param name="CreatedAt">When the payment was made, with offset.</param>
public sealed record PaymentDetails(
    string PaymentId,
    string WalletId,
    [property: JsonConverter(typeof(AmountConverter))] decimal Amount,
    string Currency,
    string Country,
    string PaymentType,
    DateTimeOffset CreatedAt)
{
    /// <summary>The id alone: what is printed can get into a log, where the rest must not be.</summary>
    public override string ToString() => $"{nameof(PaymentDetails)} {PaymentId}";
}

/// <summary>WALLET-KYC-REQUEST: what is this wallet's risk score?</summary>
/// <param name="RequestId">See <see cref="KycCorrelation"/>; the same for every attempt.</param>
/// <param name="PaymentId">The payment that is being scored.</param>
/// <param name="WalletId">The wallet in question.</param>
/// <param name="Attempt">1 for the first request; it rises with time, and may leave numbers out or repeat one.</param>
/// <param name="RequestedAt">When this attempt was sent.</param>
/// <param name="Deadline">From when on the payment may be decided without an answer.</param>
public sealed record KycRequest(
    string RequestId, string PaymentId, string WalletId, int Attempt, DateTimeOffset RequestedAt, DateTimeOffset Deadline)
{
    /// <summary>The request's id alone: what is printed can get into a log, where the rest must not be.</summary>
    public override string ToString() => $"{nameof(KycRequest)} {RequestId}, attempt {Attempt}";
}

/// <summary>How KYC knows a wallet.</summary>
[JsonConverter(typeof(StrictEnumConverter<KycStatus>))]
public enum KycStatus
{
    /// <summary>The wallet has a score.</summary>
    Scored,

    /// <summary>KYC does not know the wallet.</summary>
    UnknownWallet,
}

/// <summary>
/// WALLET-KYC-RESPONSE: a wallet's score. The ids may be absent as long as the correlation id is there, in the value or in
/// the header; those that are present must be those of the request.
/// </summary>
/// <param name="Status">Whether the wallet is known.</param>
/// <param name="Score">0..100 for a scored wallet.</param>
/// <param name="RequestId">The request's id.</param>
/// <param name="PaymentId">The request's payment.</param>
/// <param name="WalletId">The request's wallet.</param>
/// <param name="ScoredAt">When KYC answered first.</param>
public sealed record KycReply(
    KycStatus Status,
    decimal? Score = null,
    string? RequestId = null,
    string? PaymentId = null,
    string? WalletId = null,
    DateTimeOffset? ScoredAt = null)
{
    /// <summary>The request's id alone: what is printed can get into a log, where the rest must not be.</summary>
    public override string ToString() => $"{nameof(KycReply)} {RequestId}";
}

/// <summary>What RMS says about a payment.</summary>
[JsonConverter(typeof(StrictEnumConverter<DecisionKind>))]
public enum DecisionKind
{
    /// <summary>The risk is at most the threshold.</summary>
    Approve,

    /// <summary>The risk is above the threshold.</summary>
    Decline,

    /// <summary>A person must look at it.</summary>
    Review,
}

/// <summary>Why RMS says it.</summary>
[JsonConverter(typeof(StrictEnumConverter<DecisionReason>))]
public enum DecisionReason
{
    /// <summary>KYC answered, and the risk was computed.</summary>
    Scored,

    /// <summary>KYC did not answer in time; the policy's fallback stands.</summary>
    KycTimeout,
}

/// <summary>One of the three scores that a decision rests on.</summary>
/// <param name="Value">0..100; null for the user's score where KYC did not answer.</param>
/// <param name="Weight">0..1; the three weights sum to 1.</param>
/// <param name="Defaulted">True where the subject was unknown and the policy's default score was taken.</param>
public sealed record DecisionScore(decimal? Value, decimal Weight, bool Defaulted);

/// <summary>The three scores that a decision rests on.</summary>
public sealed record DecisionScores(DecisionScore User, DecisionScore Country, DecisionScore PaymentType);

/// <summary>PAY-DECISION: a decision with all that is needed to compute it again.</summary>
/// <param name="PaymentId">The payment.</param>
/// <param name="Decision">What antifraud is to do.</param>
/// <param name="RiskScore">Σ weight · score, 0..100, not rounded; null where KYC did not answer.</param>
/// <param name="Threshold">Above it a payment is declined.</param>
/// <param name="PolicyVersion">The policy that was in force.</param>
/// <param name="Scores">The inputs.</param>
/// <param name="Reason">Scored, or decided in KYC's silence.</param>
/// <param name="ReceivedAt">When scoring started.</param>
/// <param name="DecidedAt">When it was decided.</param>
public sealed record PayDecision(
    string PaymentId,
    DecisionKind Decision,
    decimal? RiskScore,
    decimal Threshold,
    int PolicyVersion,
    DecisionScores Scores,
    DecisionReason Reason,
    DateTimeOffset ReceivedAt,
    DateTimeOffset DecidedAt);
