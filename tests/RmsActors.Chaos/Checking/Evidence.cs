using RmsActors.Contracts;

namespace RmsActors.Chaos.Checking;

/// <summary>A record's place, and what it says.</summary>
internal sealed record RecordRead(TopicRecord Record, RecordReading Reading)
{
    public RecordPlace Place => new(Record.Topic, Record.Partition, Record.Offset);
}

internal readonly record struct RecordPlace(string Topic, int Partition, long Offset);

internal sealed record DeadLetterSeen(TopicRecord Record, int Index);

internal sealed record OffsetsSnapshot(Observation.OffsetsSeen Offsets, int Index);

/// <summary>A history, sorted for the rules in two passes: each record is decoded once.</summary>
internal sealed class Evidence
{
    private static readonly Dictionary<string, string> SourceOfDeadLetters = Topics.All.ToDictionary(Topics.DeadLettersOf, t => t, StringComparer.Ordinal);
    private readonly Dictionary<string, PaymentEvidence> _payments = new(StringComparer.Ordinal);

    public Evidence(IReadOnlyList<Observation> observations)
    {
        for (var at = 0; at < observations.Count; at++)
        {
            if (observations[at] is Observation.RecordSeen { Record: var record } && SourceOfDeadLetters.ContainsKey(record.Topic))
            {
                AddDeadLetter(record, at);
            }
        }

        for (var at = 0; at < observations.Count; at++)
        {
            Add(observations[at], at);
        }
    }

    public IReadOnlyCollection<PaymentEvidence> Payments => _payments.Values;

    /// <summary>PAYMENT-DETAILS by partition, in the order of offsets once <see cref="Observation"/>s of one partition are.</summary>
    public Dictionary<int, List<RecordRead>> Details { get; } = [];

    /// <summary>Records that are poison, and records that were put aside all the same.</summary>
    public List<RecordRead> Suspects { get; } = [];

    public Dictionary<RecordPlace, List<DeadLetterSeen>> DeadLetters { get; } = [];

    /// <summary>Dead letters whose headers do not tell where they come from.</summary>
    public List<TopicRecord> Untraceable { get; } = [];

    public List<OffsetsSnapshot> Snapshots { get; } = [];

    /// <summary>Records that were written on purpose.</summary>
    public List<Observation.RecordInjected> Injected { get; } = [];

    public Dictionary<string, int> Faults { get; } = new(StringComparer.Ordinal);

    public PaymentEvidence? Find(string paymentId) => _payments.GetValueOrDefault(paymentId);

    /// <summary>The topic that a record was consumed from, or that its dead letter's original was.</summary>
    public static string SourceTopicOf(string topic) => SourceOfDeadLetters.GetValueOrDefault(topic, topic);

    private PaymentEvidence Of(string paymentId)
    {
        if (!_payments.TryGetValue(paymentId, out var evidence))
        {
            _payments.Add(paymentId, evidence = new PaymentEvidence(paymentId));
        }

        return evidence;
    }

    private void AddDeadLetter(TopicRecord record, int index)
    {
        if (record.Source is not { } source || Topics.DeadLettersOf(source.Topic) != record.Topic)
        {
            Untraceable.Add(record);
            return;
        }

        var place = new RecordPlace(source.Topic, source.Partition, source.Offset);
        if (!DeadLetters.TryGetValue(place, out var letters))
        {
            DeadLetters.Add(place, letters = []);
        }

        letters.Add(new DeadLetterSeen(record, index));
    }

    private void Add(Observation observation, int index)
    {
        switch (observation)
        {
            case Observation.PaymentAccepted accepted:
                Of(accepted.PaymentId).AcceptedAt ??= accepted.At;
                break;
            case Observation.StatusSeen seen when !Of(seen.PaymentId).Statuses.Contains(seen.Status):
                Of(seen.PaymentId).Statuses.Add(seen.Status);
                break;
            case Observation.RecordSeen { Record: var record } when !SourceOfDeadLetters.ContainsKey(record.Topic):
                Add(new RecordRead(record, RecordReading.Of(record.Topic, record)), index);
                break;
            case Observation.OffsetsSeen offsets:
                Snapshots.Add(new OffsetsSnapshot(offsets, index));
                break;
            case Observation.RecordInjected injected:
                Injected.Add(injected);
                break;
            case Observation.FaultInjected fault:
                Faults[fault.Kind] = Faults.GetValueOrDefault(fault.Kind) + 1;
                break;
        }
    }

    private void Add(RecordRead read, int index)
    {
        var asked = read.Record.Topic is Topics.PaymentReadyForAntifraud or Topics.PaymentDetails;
        if (DeadLetters.Count > 0 && DeadLetters.TryGetValue(read.Place, out var letters))
        {
            Suspects.Add(read);
            if (asked && read.Reading.PaymentId is { } putAside)
            {
                Of(putAside).PutAsideBecause ??= letters[0].Record.Source!.Reason;
            }
        }
        else if (read.Reading.Poison is not null)
        {
            Suspects.Add(read);
        }

        if (read.Record.Topic == Topics.PaymentDetails)
        {
            if (!Details.TryGetValue(read.Record.Partition, out var ofPartition))
            {
                Details.Add(read.Record.Partition, ofPartition = []);
            }

            ofPartition.Add(read);
        }

        if (read.Reading.PaymentId is { } paymentId)
        {
            Add(Of(paymentId), read, index);
        }
    }

    private static void Add(PaymentEvidence payment, RecordRead read, int index)
    {
        switch (read.Reading.Message)
        {
            case PaymentDetails details:
                payment.Sent(details, read.Record.At);
                break;
            case KycRequest request:
                payment.AskedKyc(request, read.Record.At);
                break;
            case RoutedKycReply reply:
                payment.Replies.Add(reply);
                break;
            case PayDecision decision when payment.Decisions.Exists(seen => seen.Equals(read.Record)):
                payment.DuplicateDecisions++;
                break;
            case PayDecision decision:
                payment.Decisions.Add(new DecisionSeen(read.Record, decision, index));
                break;
        }
    }
}
