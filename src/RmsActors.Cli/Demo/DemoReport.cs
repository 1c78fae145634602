using System.Text.Json;

namespace RmsActors.Cli.Demo;

/// <summary>What the run came to; written as JSON, camelCase.</summary>
/// <param name="Conflicting">Payments with more than one distinct decision; identity is key and value.</param>
/// <param name="ContentConflicts">Payments that came again with other content; what was persisted first stands.</param>
/// <param name="DuplicateDecisions">Decision records beyond a payment's first that are identical to one before.</param>
/// <param name="DeadLettered">Records on the dead-letter topics.</param>
/// <param name="Seconds">From the first submission to the last status.</param>
/// <param name="DecisionsPerSecond">Payments decided in this run, by those seconds.</param>
/// <param name="LatencyMs">Of the payments decided in this run.</param>
/// <param name="Nodes">RMS nodes.</param>
internal sealed record DemoReport(
    int Payments,
    int Approved,
    int Declined,
    int InReview,
    int Undecided,
    int Conflicting,
    long ContentConflicts,
    long DuplicateDecisions,
    long DeadLettered,
    double Seconds,
    double DecisionsPerSecond,
    Latency LatencyMs,
    Replies Replies,
    int Nodes)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Format) + "\n");
}

/// <summary>KYC replies by where they arrived.</summary>
internal sealed record Replies(long OnOwner, long Forwarded);
