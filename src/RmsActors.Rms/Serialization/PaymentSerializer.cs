using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Akka.Actor;
using Akka.Serialization;
using RmsActors.Domain.Payments;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Serialization;

/// <summary>
/// Events in the journal and messages between nodes. A manifest names form and version, never a .NET type, so that types can
/// be renamed and old bytes stay readable.
/// </summary>
public sealed class PaymentSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>In the journal beside every event; never to be changed.</summary>
    public const int SerializerId = 7301;

    private const string ScoringStarted = "scoring-started:1";
    private const string PaymentDecided = "payment-decided:1";
    private const string LateKycAnswer = "late-kyc-answer:1";
    private const string ScorePayment = "score-payment:1";
    private const string DeliverKycAnswer = "deliver-kyc-answer:1";
    private const string PaymentScored = "payment-scored:1";
    private const string KycAnswerHandled = "kyc-answer-handled:1";
    private const string AskAgain = "ask-again:1";
    private const string StopPayment = "stop-payment:1";

    /// <summary>The types that this serializer is bound to.</summary>
    public static IReadOnlyList<Type> Types { get; } =
    [
        typeof(PaymentEvent), typeof(ScorePayment), typeof(DeliverKycAnswer), typeof(PaymentScored), typeof(KycAnswerHandled),
        typeof(AskAgain), typeof(StopPayment),
    ];

    public override int Identifier => SerializerId;

    /// <summary>Whether a journal row of this manifest holds a decision.</summary>
    public static bool IsDecision(string? manifest) => manifest == PaymentDecided;

    public override string Manifest(object o) => o switch
    {
        PaymentEvent.ScoringStarted => ScoringStarted,
        PaymentEvent.PaymentDecided => PaymentDecided,
        PaymentEvent.LateKycAnswerReceived => LateKycAnswer,
        Payments.ScorePayment => ScorePayment,
        Payments.DeliverKycAnswer => DeliverKycAnswer,
        Payments.PaymentScored => PaymentScored,
        Payments.KycAnswerHandled => KycAnswerHandled,
        Payments.AskAgain => AskAgain,
        Payments.StopPayment => StopPayment,
        _ => throw new SerializationException($"{o.GetType()} has no stored form"),
    };

    public override byte[] ToBinary(object obj) => obj switch
    {
        PaymentEvent.ScoringStarted e => Json(StoredScoringStarted.From(e), StoredJson.Default.StoredScoringStarted),
        PaymentEvent.PaymentDecided e => e.Bytes.Value,
        PaymentEvent.LateKycAnswerReceived e => Json(StoredLateAnswer.From(e), StoredJson.Default.StoredLateAnswer),
        Payments.ScorePayment m => Json(SentScorePayment.From(m), StoredJson.Default.SentScorePayment),
        Payments.DeliverKycAnswer m => Json(SentDeliverKycAnswer.From(m), StoredJson.Default.SentDeliverKycAnswer),
        Payments.PaymentScored m => [Flag(m.ContentConflict), .. m.Decision.Value],
        Payments.KycAnswerHandled m => [(byte)m.Fate, Flag(m.OnOwner)],
        Payments.AskAgain or Payments.StopPayment => [],
        _ => throw new SerializationException($"{obj.GetType()} has no stored form"),
    };

    /// <summary>Reads what <see cref="ToBinary"/> wrote.</summary>
    /// <exception cref="SerializationException">The bytes cannot be read, whatever is wrong with them: a recovery that fails so has a damaged row.</exception>
    public override object FromBinary(byte[] bytes, string manifest) => ReadStored(bytes, manifest);

    /// <summary>The same without an actor system, for a look into the journal.</summary>
    /// <exception cref="SerializationException">The bytes cannot be read.</exception>
    public static object ReadStored(byte[] bytes, string manifest)
    {
        try
        {
            return Read(bytes, manifest);
        }
        catch (Exception unreadable) when (unreadable is not (SerializationException or OutOfMemoryException))
        {
            throw new SerializationException($"A stored '{manifest}' cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static object Read(byte[] bytes, string manifest) => manifest switch
    {
        ScoringStarted => Json(bytes, StoredJson.Default.StoredScoringStarted).ToEvent(),
        PaymentDecided => Decided(new DecisionBytes(bytes)),
        LateKycAnswer => Json(bytes, StoredJson.Default.StoredLateAnswer).ToEvent(),
        ScorePayment => Json(bytes, StoredJson.Default.SentScorePayment).ToMessage(),
        DeliverKycAnswer => Json(bytes, StoredJson.Default.SentDeliverKycAnswer).ToMessage(),
        PaymentScored => new PaymentScored(new DecisionBytes(bytes[1..]), bytes[0] != 0),
        KycAnswerHandled => new KycAnswerHandled(Fate(bytes[0]), bytes[1] != 0),
        AskAgain => Payments.AskAgain.Instance,
        StopPayment => Payments.StopPayment.Instance,
        _ => throw new SerializationException($"'{manifest}' is no form that this version knows"),
    };

    // What was published is what is stored, byte for byte; the decision is read out of it.
    private static PaymentEvent.PaymentDecided Decided(DecisionBytes bytes) => new(ContractMapping.Decode(bytes), bytes);

    private static byte[] Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    private static T Json<T>(byte[] bytes, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(bytes, type) ?? throw new SerializationException($"expected a {typeof(T).Name}");

    private static KycAnswerFate Fate(byte number) => Enum.IsDefined((KycAnswerFate)number)
        ? (KycAnswerFate)number
        : throw new SerializationException($"{number} is no fate of a KYC answer that this version knows");

    private static byte Flag(bool value) => value ? (byte)1 : (byte)0;
}
