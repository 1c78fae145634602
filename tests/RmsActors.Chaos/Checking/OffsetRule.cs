using RmsActors.Contracts;

namespace RmsActors.Chaos.Checking;

/// <summary>
/// Rule 4. A record is judged at the first snapshot whose committed offset is above it, by what was published until then: what is done
/// stays done, so each record is looked at once.
/// </summary>
internal static class OffsetRule
{
    public static IEnumerable<Finding> Check(Evidence evidence)
    {
        var judged = new Dictionary<int, int>();
        foreach (var details in evidence.Details.Values)
        {
            details.Sort(static (a, b) => a.Record.Offset.CompareTo(b.Record.Offset));
        }

        foreach (var snapshot in evidence.Snapshots.Where(s => s.Offsets.Topic == Topics.PaymentDetails))
        {
            foreach (var (partition, committed) in snapshot.Offsets.Committed)
            {
                if (!evidence.Details.TryGetValue(partition, out var details))
                {
                    continue;
                }

                var at = judged.GetValueOrDefault(partition);
                for (; at < details.Count && details[at].Record.Offset < committed; at++)
                {
                    if (!IsDone(evidence, details[at], snapshot.Index))
                    {
                        yield return new(
                            Rule.OffsetsBehindDecisions,
                            details[at].Reading.PaymentId,
                            $"{Topics.PaymentDetails} [{partition}] was committed up to {committed} while the record at {details[at].Record.Offset} was not done",
                            details[at].Place);
                    }
                }

                judged[partition] = at;
            }
        }
    }

    private static bool IsDone(Evidence evidence, RecordRead read, int by) =>
        (read.Reading.PaymentId is { } paymentId && evidence.Find(paymentId)!.Decisions is [var first, ..] && first.Index < by)
        || (evidence.DeadLetters.TryGetValue(read.Place, out var letters) && letters.Exists(letter => letter.Index < by));
}
