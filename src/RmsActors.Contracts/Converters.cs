using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RmsActors.Contracts;

/// <summary>An amount travels as a decimal string, so that no JSON parser on the way turns it into a binary fraction.</summary>
public sealed class AmountConverter : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && FieldRules.TryParseAmount(reader.GetString(), out var amount)
            ? amount
            : throw new JsonException($"expected {FieldRules.AmountExpected}, as a string");

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
}

/// <summary>A time must say its offset: the platform's own reader would take the local one.</summary>
public sealed class TimestampConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && FieldRules.TryParseTimestamp(reader.GetString(), out var timestamp)
            ? timestamp
            : throw new JsonException($"expected {FieldRules.TimestampExpected}");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}

/// <summary>
/// One name, as it is spelled: the platform's own converter also takes other cases and lists of names, of which it makes a
/// value that nobody sent.
/// </summary>
public sealed class StrictEnumConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> Values = Enum.GetNames<T>().Zip(Enum.GetValues<T>()).ToDictionary(name => name.First, name => name.Second, StringComparer.Ordinal);
    private static readonly string Expected = $"expected one of {string.Join(", ", Enum.GetNames<T>())}";

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Values.TryGetValue(reader.GetString()!, out var value) ? value : throw new JsonException(Expected);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
