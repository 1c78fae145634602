using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace RmsActors.Contracts;

/// <summary>A record's value, read: the message, or the reason why it is poison.</summary>
/// <param name="Message">The message; null exactly when <paramref name="Poison"/> is not.</param>
/// <param name="Poison">What is wrong with the value, for the dead-letter topic and the log.</param>
public readonly record struct Decoded<T>(T? Message, string? Poison)
    where T : class;

/// <summary>A KYC reply and the payment that it belongs to.</summary>
/// <param name="PaymentId">From the value, or else from the correlation id.</param>
/// <param name="CorrelationHeader">The header's correlation id, if there was one.</param>
/// <param name="Reply">The value.</param>
public sealed record RoutedKycReply(string PaymentId, string? CorrelationHeader, KycReply Reply);

/// <summary>Bytes to messages and back. Reading never throws: what cannot be read is poison, with its reason.</summary>
public static class MessageCodec
{
    private const int MaxReasonLength = 500;

    // Ids and names are often not ASCII; escaping every such character would multiply their size on the wire.
    private static readonly MessageJson Wire =
        new(new JsonSerializerOptions(MessageJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static byte[] Encode(PaymentReady message) => JsonSerializer.SerializeToUtf8Bytes(message, Wire.PaymentReady);

    public static byte[] Encode(PaymentDetails message) => JsonSerializer.SerializeToUtf8Bytes(message, Wire.PaymentDetails);

    public static byte[] Encode(KycRequest message) => JsonSerializer.SerializeToUtf8Bytes(message, Wire.KycRequest);

    public static byte[] Encode(KycReply message) => JsonSerializer.SerializeToUtf8Bytes(message, Wire.KycReply);

    public static byte[] Encode(PayDecision message) => JsonSerializer.SerializeToUtf8Bytes(message, Wire.PayDecision);

    public static Decoded<PaymentReady> DecodePaymentReady(byte[]? value) =>
        Decode(value, Wire.PaymentReady, static message => PaymentIdProblem(message.PaymentId));

    public static Decoded<PaymentDetails> DecodePaymentDetails(byte[]? value) =>
        Decode(value, Wire.PaymentDetails, static message =>
            PaymentIdProblem(message.PaymentId)
            ?? TextProblem("walletId", message.WalletId)
            ?? TextProblem("currency", message.Currency)
            ?? TextProblem("country", message.Country)
            ?? TextProblem("paymentType", message.PaymentType));

    public static Decoded<KycRequest> DecodeKycRequest(byte[]? value) =>
        Decode(value, Wire.KycRequest, static message =>
            PaymentIdProblem(message.PaymentId)
            ?? TextProblem("requestId", message.RequestId)
            ?? TextProblem("walletId", message.WalletId)
            ?? (message.Attempt >= 1 ? null : "attempt: expected a whole number from 1"));

    public static Decoded<PayDecision> DecodePayDecision(byte[]? value) =>
        Decode(value, Wire.PayDecision, static message =>
            PaymentIdProblem(message.PaymentId)
            ?? ScoreProblem("riskScore", message.RiskScore)
            ?? ScoreProblem("threshold", message.Threshold)
            ?? (message.Reason == DecisionReason.Scored && message.RiskScore is null ? "riskScore: a scored payment needs one" : null)
            ?? (message.PolicyVersion >= 1 ? null : "policyVersion: expected a whole number from 1")
            ?? DecisionScoreProblem("scores.user", message.Scores.User)
            ?? DecisionScoreProblem("scores.country", message.Scores.Country)
            ?? DecisionScoreProblem("scores.paymentType", message.Scores.PaymentType));

    /// <summary>
    /// Reads a reply and finds its payment. Without a payment id in the value, the correlation id must tell it; a reply that
    /// names no payment at all is poison.
    /// </summary>
    public static Decoded<RoutedKycReply> DecodeKycReply(byte[]? value, string? correlationHeader)
    {
        var (reply, poison) = Decode(value, Wire.KycReply, KycReplyProblem);
        if (reply is null)
        {
            return new(null, poison);
        }

        if (LengthProblem("the correlation header", correlationHeader) is { } problem)
        {
            return new(null, problem);
        }

        return reply.PaymentId is { } paymentId
            || KycCorrelation.TryGetPaymentId(reply.RequestId, out paymentId)
            || KycCorrelation.TryGetPaymentId(correlationHeader, out paymentId)
                ? new(new RoutedKycReply(paymentId, correlationHeader, reply), null)
                : new(null, "no payment id, and no correlation id that holds one");
    }

    private static string? KycReplyProblem(KycReply reply) =>
        (reply.PaymentId is null ? null : PaymentIdProblem(reply.PaymentId))
        ?? LengthProblem("requestId", reply.RequestId)
        ?? LengthProblem("walletId", reply.WalletId)
        ?? ScoreProblem("score", reply.Score)
        ?? (reply.Status == KycStatus.Scored && reply.Score is null ? "score: a scored wallet needs one" : null);

    // A genuine one echoes what was asked. Nodes drop what is too long to be sent to each other, and the payment would be told of it again and again.
    private static string? LengthProblem(string name, string? text) =>
        text is { Length: > 2 * FieldRules.MaxTextCodePoints } ? $"{name}: {text.Length} characters, expected at most {2 * FieldRules.MaxTextCodePoints}" : null;

    private static Decoded<T> Decode<T>(byte[]? value, JsonTypeInfo<T> type, Func<T, string?> problemOf)
        where T : class
    {
        if (value is null || value.Length == 0)
        {
            return new(null, value is null ? "null value" : "empty value");
        }

        if (value.Length > Topics.MaxValueBytes)
        {
            return new(null, $"{value.Length} bytes: expected at most {Topics.MaxValueBytes}");
        }

        if (!Utf8.IsValid(value))
        {
            // The reader would not look into members that it ignores.
            return new(null, "expected JSON in UTF-8");
        }

        try
        {
            var message = JsonSerializer.Deserialize(value, type);
            var problem = message is null ? "expected a JSON object" : problemOf(message);
            return problem is null ? new(message, null) : new(null, problem);
        }
        catch (JsonException unreadable)
        {
            return new(null, Shortened($"{unreadable.Path ?? "$"}: {FirstSentence(unreadable.Message)}"));
        }
        catch (InvalidOperationException unreadable)
        {
            // Utf8JsonReader says so for strings that are not valid UTF-16, such as an escaped lone surrogate.
            return new(null, Shortened(FirstSentence(unreadable.Message)));
        }
    }

    private static string? PaymentIdProblem(string paymentId) =>
        FieldRules.IsPaymentId(paymentId) ? null : $"paymentId: expected {FieldRules.PaymentIdExpected}";

    private static string? TextProblem(string member, string text) =>
        FieldRules.IsText(text) ? null : $"{member}: expected {FieldRules.TextExpected}";

    private static string? ScoreProblem(string member, decimal? score) =>
        score is null || FieldRules.IsScore(score.Value) ? null : $"{member}: expected {FieldRules.ScoreExpected}";

    private static string? DecisionScoreProblem(string member, DecisionScore score) =>
        ScoreProblem(member + ".value", score.Value)
        ?? (score.Weight is >= 0m and <= 1m ? null : $"{member}.weight: expected a decimal from 0 to 1");

    // Messages and paths repeat what the sender wrote, and a dead letter has little room besides its value.
    private static string Shortened(string reason) => reason.Length <= MaxReasonLength ? reason : reason[..(MaxReasonLength - 1)] + "…";

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" Path:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
