using RmsActors.Contracts;

namespace RmsActors.Chaos.Checking;

/// <summary>Rule 5. What poison is, the contracts say; the system is not asked.</summary>
internal sealed class PoisonRule(Expectations expected)
{
    /// <summary>How the reason begins where a person, or too many failed recoveries, had a payment put aside.</summary>
    public const string Quarantined = "quarantined";

    private static readonly string OutOfRange = $"score: expected {FieldRules.ScoreExpected}";

    public IEnumerable<Finding> Check(Evidence evidence)
    {
        var traced = new HashSet<RecordPlace>();
        foreach (var suspect in evidence.Suspects)
        {
            traced.Add(suspect.Place);
            if (Problem(evidence, suspect) is { } problem)
            {
                yield return new(Rule.PoisonPutAside, suspect.Reading.PaymentId ?? RecordReading.KeyOf(suspect.Record), problem, suspect.Place);
            }
        }

        foreach (var (place, letters) in evidence.DeadLetters)
        {
            if (!traced.Contains(place))
            {
                yield return new(Rule.PoisonPutAside, RecordReading.KeyOf(letters[0].Record), $"a dead letter of {place}, where there is no record", place);
            }
        }

        foreach (var untraceable in evidence.Untraceable)
        {
            yield return new(Rule.PoisonPutAside, RecordReading.KeyOf(untraceable), $"a dead letter on {untraceable.Topic} that does not tell where it comes from");
        }
    }

    private string? Problem(Evidence evidence, RecordRead suspect)
    {
        if (suspect.Reading.Poison is not null && !MayBePoison(evidence, suspect))
        {
            return $"nobody from outside has written the poison record at {suspect.Place} ({suspect.Reading.Poison})";
        }

        if (!evidence.DeadLetters.TryGetValue(suspect.Place, out var letters))
        {
            return $"the poison record at {suspect.Place} ({suspect.Reading.Poison}) is not in the dead letters";
        }

        foreach (var letter in letters)
        {
            if (!Bytes.Same(letter.Record.Value, suspect.Record.Value) || !Bytes.Same(letter.Record.Key, suspect.Record.Key))
            {
                return $"the dead letter of {suspect.Place} is not the record byte for byte";
            }

            if (string.IsNullOrWhiteSpace(letter.Record.Source!.Reason))
            {
                return $"the dead letter of {suspect.Place} gives no reason";
            }

            if (suspect.Reading.Poison is null && !MayBePutAside(evidence, suspect, letter.Record.Source.Reason))
            {
                return $"the record at {suspect.Place} can be read, and is in the dead letters: {letter.Record.Source.Reason}";
            }
        }

        return null;
    }

    private bool MayBePoison(Evidence evidence, RecordRead record) =>
        (expected.KycScoresOutOfRange && record.Record.Topic == Topics.WalletKycResponse && record.Reading.Poison == OutOfRange)
        || evidence.Injected.Exists(injected =>
            injected.Topic == record.Record.Topic && Bytes.Same(injected.Value, record.Record.Value) && Bytes.Same(injected.Key, record.Record.Key));

    private bool MayBePutAside(Evidence evidence, RecordRead record, string reason) =>
        (expected.Quarantine && reason.StartsWith(Quarantined, StringComparison.OrdinalIgnoreCase))
        || (record.Record.Topic is Topics.PaymentReadyForAntifraud or Topics.PayDecision
            && evidence.Find(record.Reading.PaymentId!)?.AcceptedAt is null);
}
