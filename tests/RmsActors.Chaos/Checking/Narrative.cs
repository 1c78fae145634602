using System.Globalization;
using System.Text;

namespace RmsActors.Chaos.Checking;

/// <summary>Tells what concerned a payment or a record, a line each and in the order of time, with every fault among it.</summary>
internal static class Narrative
{
    private const int MaxValueCharacters = 400;

    /// <summary>Under what name the journal keeps a payment's events.</summary>
    public static string PersistenceIdOf(string? paymentId) => "payment-" + paymentId;

    public static IReadOnlyList<string> Of(IReadOnlyList<Observation> observations, Finding finding)
    {
        var start = observations.Count == 0 ? default : observations[0].At;

        // What was read when all was over is told where it belongs; at the same time, the order in which it was seen stands.
        return [.. observations.Where(o => Concerns(o, finding)).OrderBy(o => o.At).Select(o => $"  {Seconds(o.At - start)} s {Line(o, finding)}")];
    }

    private static bool Concerns(Observation observation, Finding finding) => observation switch
    {
        Observation.PaymentAccepted o => o.PaymentId == finding.PaymentId,
        Observation.StatusSeen o => o.PaymentId == finding.PaymentId,
        Observation.RecordSeen o => Concerns(o.Record, finding),
        Observation.JournalEventSeen o => finding.PaymentId is not null && o.PersistenceId == PersistenceIdOf(finding.PaymentId),
        Observation.OffsetsSeen o => finding.Place is { } place && o.Topic == place.Topic,
        // The record itself is told.
        Observation.RecordInjected => false,
        _ => true,
    };

    private static bool Concerns(TopicRecord record, Finding finding) =>
        new RecordPlace(record.Topic, record.Partition, record.Offset) == finding.Place
        || (record.Source is { } source && new RecordPlace(source.Topic, source.Partition, source.Offset) == finding.Place)
        || (finding.PaymentId is { } paymentId
            && (RecordReading.Of(Evidence.SourceTopicOf(record.Topic), record).PaymentId ?? RecordReading.KeyOf(record)) == paymentId);

    private static string Line(Observation observation, Finding finding) => observation switch
    {
        Observation.PaymentAccepted => "accepted",
        Observation.StatusSeen o => $"status {o.Status}",
        Observation.RecordSeen o => Line(o.Record),
        Observation.OffsetsSeen o => $"committed on {o.Topic}: {string.Join(", ", o.Committed.Where(c => c.Key == finding.Place!.Value.Partition).Select(c => $"[{c.Key}] {c.Value}"))}",
        Observation.JournalEventSeen o => string.Create(CultureInfo.InvariantCulture, $"journal {o.PersistenceId} {o.SequenceNumber}: {o.Manifest}"),
        Observation.FaultInjected o => $"fault: {o.Kind}: {o.Text}",
        _ => observation.ToString(),
    };

    private static string Line(TopicRecord record)
    {
        var line = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{record.Topic} [{record.Partition}] @{record.Offset} key {RecordReading.KeyOf(record) ?? "none"}"));
        if (record.Correlation is not null)
        {
            line.Append(CultureInfo.InvariantCulture, $" correlation {record.Correlation}");
        }

        if (record.Source is { } source)
        {
            line.Append(CultureInfo.InvariantCulture, $" from {source.Topic} [{source.Partition}] @{source.Offset} because {source.Reason}");
        }

        var value = record.Value is null ? "no value" : Encoding.UTF8.GetString(record.Value);
        return line.Append(' ').Append(value.Length <= MaxValueCharacters ? value : $"{value[..MaxValueCharacters]}… ({record.Value!.Length} bytes)").ToString();
    }

    private static string Seconds(TimeSpan elapsed) => elapsed.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture).PadLeft(12);
}
