using RmsActors.Contracts;

namespace RmsActors.Chaos.Checking;

/// <summary>Rule 5. What poison is, the contracts say; the system is not asked.</summary>
internal static class PoisonRule
{
    /// <summary>How the reason begins where a person, or too many failed recoveries, had a payment put aside.</summary>
    public const string Quarantined = "quarantined";

    public static IEnumerable<Finding> Check(Evidence evidence)
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

    private static string? Problem(Evidence evidence, RecordRead suspect)
    {
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

    private static bool MayBePutAside(Evidence evidence, RecordRead record, string reason) =>
        reason.StartsWith(Quarantined, StringComparison.OrdinalIgnoreCase)
        || (record.Record.Topic is Topics.PaymentReadyForAntifraud or Topics.PayDecision
            && evidence.Find(record.Reading.PaymentId!)?.AcceptedAt is null);
}
