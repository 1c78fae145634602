using System.Text.Json.Serialization;
using RmsActors.Contracts;
using RmsActors.Domain.Payments;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Serialization;

// The forms in which events are stored and messages travel between nodes. They are apart from the types they stand for, so
// that renaming one of those changes nothing that is stored. A stored form is never changed: a new one gets a new manifest.
internal sealed record StoredScoringStarted(PaymentDetails Payment, string RequestId, DateTimeOffset ReceivedAt, DateTimeOffset Deadline)
{
    public static StoredScoringStarted From(PaymentEvent.ScoringStarted e) => new(Details(e.Payment), e.RequestId, e.ReceivedAt, e.Deadline);

    public PaymentEvent.ScoringStarted ToEvent() => new(Payment.ToPayment(), RequestId, ReceivedAt, Deadline);

    public static PaymentDetails Details(Payment payment) => new(
        payment.PaymentId, payment.WalletId, payment.Amount, payment.Currency, payment.Country, payment.PaymentType, payment.CreatedAt);
}

internal sealed record StoredLateAnswer(
    StoredAnswer Answer, [property: JsonConverter(typeof(StrictEnumConverter<DecisionKind>))] DecisionKind WouldHaveBeen, decimal WouldHaveRisked, DateTimeOffset ReceivedAt)
{
    public static StoredLateAnswer From(PaymentEvent.LateKycAnswerReceived e) => new(
        StoredAnswer.From(e.Answer),
        e.WouldHaveBeen.ToKind(),
        e.WouldHaveRisked,
        e.ReceivedAt);

    public PaymentEvent.LateKycAnswerReceived ToEvent() => new(
        Answer.ToAnswer(),
        WouldHaveBeen.ToVerdict(),
        WouldHaveRisked,
        ReceivedAt);
}

internal sealed record StoredAnswer(decimal? Score, string? CorrelationHeader, string? RequestId, string? PaymentId, string? WalletId)
{
    public static StoredAnswer From(KycAnswer answer) => new(answer.Score, answer.CorrelationHeader, answer.RequestId, answer.PaymentId, answer.WalletId);

    public KycAnswer ToAnswer() => new(Score, CorrelationHeader, RequestId, PaymentId, WalletId);
}

// Messages live no longer than the nodes that exchange them, so a member may be added: a version that does not know it leaves it out.
internal sealed record SentScorePayment(PaymentDetails Payment, string Topic, int Partition, long Offset, string? TraceParent = null)
{
    public static SentScorePayment From(ScorePayment m) =>
        new(StoredScoringStarted.Details(m.Payment), m.Origin.Topic, m.Origin.Partition, m.Origin.Offset, m.TraceParent);

    public ScorePayment ToMessage() => new(Payment.ToPayment(), new RecordOrigin(Topic, Partition, Offset), TraceParent);
}

internal sealed record SentDeliverKycAnswer(string PaymentId, StoredAnswer Answer, string? TraceParent = null)
{
    public static SentDeliverKycAnswer From(DeliverKycAnswer m) => new(m.PaymentId, StoredAnswer.From(m.Answer), m.TraceParent);

    public DeliverKycAnswer ToMessage() => new(PaymentId, Answer.ToAnswer(), TraceParent);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    Converters = [typeof(TimestampConverter)])]
[JsonSerializable(typeof(StoredScoringStarted))]
[JsonSerializable(typeof(StoredLateAnswer))]
[JsonSerializable(typeof(SentScorePayment))]
[JsonSerializable(typeof(SentDeliverKycAnswer))]
internal sealed partial class StoredJson : JsonSerializerContext;
