using System.Runtime.Serialization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Akka.Actor;
using Akka.Serialization;

namespace RmsActors.Rms.Inspection;

/// <summary>Questions and answers between nodes, as JSON. A manifest names form and version, never a .NET type.</summary>
public sealed class InspectionSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>On the wire beside every message; never to be changed.</summary>
    public const int SerializerId = 7302;

    private static readonly InspectionJson Forms = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        // Ids as they are: escaped they could be six times as long.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });

    private static readonly (string Manifest, Type Type, JsonTypeInfo Form)[] Known =
    [
        ("ask-shards:1", typeof(NodeQuestion.Shards), Forms.ShardsQuestion),
        ("ask-entities:1", typeof(NodeQuestion.Entities), Forms.EntitiesQuestion),
        ("ask-partitions:1", typeof(NodeQuestion.Partitions), Forms.PartitionsQuestion),
        ("ask-under-way:1", typeof(NodeQuestion.UnderWay), Forms.UnderWayQuestion),
        ("ask-payment:1", typeof(NodeQuestion.Payment), Forms.PaymentQuestion),
        ("shards:1", typeof(NodeAnswer.Shards), Forms.ShardsAnswer),
        ("entities:1", typeof(NodeAnswer.Entities), Forms.EntitiesAnswer),
        ("partitions:1", typeof(NodeAnswer.Partitions), Forms.PartitionsAnswer),
        ("under-way:1", typeof(NodeAnswer.UnderWay), Forms.UnderWayAnswer),
        ("payment:1", typeof(NodeAnswer.Payment), Forms.PaymentAnswer),
        ("unable:1", typeof(NodeAnswer.Unable), Forms.UnableAnswer),
    ];

    /// <summary>The types that this serializer is bound to.</summary>
    public static IReadOnlyList<Type> Types { get; } = [typeof(NodeQuestion), typeof(NodeAnswer)];

    public override int Identifier => SerializerId;

    public override string Manifest(object o) => FormOf(o).Manifest;

    public override byte[] ToBinary(object obj) => JsonSerializer.SerializeToUtf8Bytes(obj, FormOf(obj).Form);

    /// <summary>Reads what <see cref="ToBinary"/> wrote.</summary>
    /// <exception cref="SerializationException">The bytes cannot be read, or this version does not know the form.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        var form = Array.Find(Known, known => known.Manifest == manifest).Form ?? throw new SerializationException($"'{manifest}' is no form that this version knows");
        try
        {
            return JsonSerializer.Deserialize(bytes, form) ?? throw new SerializationException($"'{manifest}' is empty");
        }
        catch (JsonException unreadable)
        {
            throw new SerializationException($"A sent '{manifest}' cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static (string Manifest, Type Type, JsonTypeInfo Form) FormOf(object message) =>
        Array.Find(Known, known => known.Type == message.GetType()) is { Form: not null } found ? found : throw new SerializationException($"{message.GetType()} has no sent form");
}

[JsonSerializable(typeof(NodeQuestion.Shards), TypeInfoPropertyName = "ShardsQuestion")]
[JsonSerializable(typeof(NodeQuestion.Entities), TypeInfoPropertyName = "EntitiesQuestion")]
[JsonSerializable(typeof(NodeQuestion.Partitions), TypeInfoPropertyName = "PartitionsQuestion")]
[JsonSerializable(typeof(NodeQuestion.UnderWay), TypeInfoPropertyName = "UnderWayQuestion")]
[JsonSerializable(typeof(NodeQuestion.Payment), TypeInfoPropertyName = "PaymentQuestion")]
[JsonSerializable(typeof(NodeAnswer.Shards), TypeInfoPropertyName = "ShardsAnswer")]
[JsonSerializable(typeof(NodeAnswer.Entities), TypeInfoPropertyName = "EntitiesAnswer")]
[JsonSerializable(typeof(NodeAnswer.Partitions), TypeInfoPropertyName = "PartitionsAnswer")]
[JsonSerializable(typeof(NodeAnswer.UnderWay), TypeInfoPropertyName = "UnderWayAnswer")]
[JsonSerializable(typeof(NodeAnswer.Payment), TypeInfoPropertyName = "PaymentAnswer")]
[JsonSerializable(typeof(NodeAnswer.Unable), TypeInfoPropertyName = "UnableAnswer")]
internal sealed partial class InspectionJson : JsonSerializerContext;
