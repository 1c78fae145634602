using System.Text;
using RmsActors.Contracts;

namespace RmsActors.Chaos.Checking;

/// <summary>What a record says, by the contracts alone.</summary>
/// <param name="Message">Null where the record is poison.</param>
/// <param name="PaymentId">The payment that the message names.</param>
/// <param name="Poison">Why nobody can read it.</param>
internal readonly record struct RecordReading(object? Message, string? PaymentId, string? Poison)
{
    /// <summary>Reads a record of one of the five topics.</summary>
    /// <exception cref="ArgumentException">There is no such topic.</exception>
    public static RecordReading Of(string topic, TopicRecord record) => topic switch
    {
        Topics.PaymentReadyForAntifraud => From(MessageCodec.DecodePaymentReady(record.Value), static m => m.PaymentId),
        Topics.PaymentDetails => From(MessageCodec.DecodePaymentDetails(record.Value), static m => m.PaymentId),
        Topics.WalletKycRequest => From(MessageCodec.DecodeKycRequest(record.Value), static m => m.PaymentId),
        Topics.WalletKycResponse => From(MessageCodec.DecodeKycReply(record.Value, record.Correlation), static m => m.PaymentId),
        Topics.PayDecision => From(MessageCodec.DecodePayDecision(record.Value), static m => m.PaymentId),
        _ => throw new ArgumentException($"'{topic}' is none of the topics", nameof(topic)),
    };

    /// <summary>The key as text, for records that name no payment.</summary>
    public static string? KeyOf(TopicRecord record) => record.Key is null ? null : Encoding.UTF8.GetString(record.Key);

    private static RecordReading From<T>(Decoded<T> decoded, Func<T, string> paymentOf)
        where T : class => decoded.Message is { } message ? new(message, paymentOf(message), null) : new(null, null, decoded.Poison);
}
