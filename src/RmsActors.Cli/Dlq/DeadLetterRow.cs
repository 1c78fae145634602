using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using RmsActors.Kafka;

namespace RmsActors.Cli.Dlq;

/// <summary>A dead letter without its value, as it is listed.</summary>
/// <param name="Time">When it was put aside, as its header says.</param>
/// <param name="Payment">The payment id in the value, or else the key, or null where neither can be read.</param>
/// <param name="Bytes">The value's size; null for a null value.</param>
/// <param name="Replayed">How far its replay has come.</param>
internal sealed record DeadLetterRow(
    string Topic, int Partition, long Offset, string? Time, DeadLetterSource? Source, string? Payment, string? Reason, int? Bytes, ReplayState Replayed)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static DeadLetterRow Of(ConsumeResult<byte[]?, byte[]?> letter) => new(
        letter.Topic,
        letter.Partition.Value,
        letter.Offset.Value,
        HeaderText.Of(letter.Message.Headers, DeadLetterHeaders.Time),
        DeadLetterSource.Of(letter.Message.Headers),
        PaymentIdIn(letter.Message.Value) ?? TextOf(letter.Message.Key),
        HeaderText.Of(letter.Message.Headers, DeadLetterHeaders.Reason),
        letter.Message.Value?.Length,
        ReplayState.None);

    /// <summary>The bytes as text; null where they are none in UTF-8.</summary>
    public static string? TextOf(byte[]? bytes)
    {
        try
        {
            return bytes is null ? null : Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // More lenient than the readers of the topics: what they refused may still name its payment.
    private static string? PaymentIdIn(byte[]? value)
    {
        try
        {
            using var json = JsonDocument.Parse(value ?? []);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("paymentId", out var id)
                && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
        }
        catch (Exception poison) when (poison is JsonException or InvalidOperationException)
        {
            // No JSON, or a text that is no UTF-16.
            return null;
        }
    }
}
