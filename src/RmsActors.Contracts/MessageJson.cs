using System.Text.Json.Serialization;

namespace RmsActors.Contracts;

/// <summary>The wire format of every message: JSON in UTF-8, camelCase, unknown members ignored, required members required.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(TimestampConverter)])]
[JsonSerializable(typeof(PaymentReady))]
[JsonSerializable(typeof(PaymentDetails))]
[JsonSerializable(typeof(KycRequest))]
[JsonSerializable(typeof(KycReply))]
[JsonSerializable(typeof(PayDecision))]
public sealed partial class MessageJson : JsonSerializerContext;
