using System.Globalization;
using System.Text;

namespace RmsActors.Chaos.Checking;

/// <summary>The rules that every run must keep.</summary>
public enum Rule
{
    /// <summary>Every accepted payment has a decision, and its status is that decision; or it is in a dead-letter topic, with its reason.</summary>
    NothingLost = 1,

    /// <summary>All decisions on a payment are the same bytes.</summary>
    OneDecision = 2,

    /// <summary>Every decision follows from its own inputs, and those from what KYC replied to its request.</summary>
    Recomputable = 3,

    /// <summary>No committed offset is above a payment without a decision.</summary>
    OffsetsBehindDecisions = 4,

    /// <summary>Every poison record is in its dead-letter topic byte for byte, and no other record is.</summary>
    PoisonPutAside = 5,
}

/// <summary>A rule that was not kept.</summary>
/// <param name="PaymentId">The payment concerned, where one can be told.</param>
/// <param name="History">All that concerned the payment or the record, a line each; empty for all but the first violations of a run, which suffice to tell why.</param>
public sealed record Violation(Rule Rule, string? PaymentId, string Text, IReadOnlyList<string> History)
{
    public override string ToString() => string.Join('\n', History.Prepend($"rule {(int)Rule} ({Rule}), payment '{PaymentId}': {Text}"));
}

/// <summary>What was counted in a run.</summary>
/// <param name="Payments">Accepted payments.</param>
/// <param name="Decided">Accepted payments with a decision.</param>
/// <param name="Lost">Accepted payments with neither decision nor dead letter, or with a status that is not the decision.</param>
/// <param name="Conflicting">Payments with two or more different decisions.</param>
/// <param name="DuplicateDecisions">Decisions that repeat an earlier one byte for byte.</param>
/// <param name="DeadLettered">Accepted payments that are in a dead-letter topic instead of being decided.</param>
/// <param name="ContentConflicts">Payments that were sent to be scored with more than one content.</param>
/// <param name="PoisonRecords">Records that nobody can read.</param>
/// <param name="DeadLetters">Records on dead-letter topics, duplicates among them.</param>
/// <param name="KycTimeouts">Accepted payments decided by KYC's silence.</param>
/// <param name="WorstMilliseconds">The longest from a payment's acceptance to its first decision.</param>
/// <param name="Faults">How often each kind of fault was injected.</param>
public sealed record Counts(
    int Payments,
    int Decided,
    int Lost,
    int Conflicting,
    int DuplicateDecisions,
    int DeadLettered,
    int ContentConflicts,
    int PoisonRecords,
    int DeadLetters,
    int KycTimeouts,
    double WorstMilliseconds,
    IReadOnlyDictionary<string, int> Faults)
{
    /// <summary>The counts of two runs.</summary>
    public static Counts operator +(Counts one, Counts other) => new(
        one.Payments + other.Payments,
        one.Decided + other.Decided,
        one.Lost + other.Lost,
        one.Conflicting + other.Conflicting,
        one.DuplicateDecisions + other.DuplicateDecisions,
        one.DeadLettered + other.DeadLettered,
        one.ContentConflicts + other.ContentConflicts,
        one.PoisonRecords + other.PoisonRecords,
        one.DeadLetters + other.DeadLetters,
        one.KycTimeouts + other.KycTimeouts,
        Math.Max(one.WorstMilliseconds, other.WorstMilliseconds),
        one.Faults.Concat(other.Faults).GroupBy(f => f.Key, f => f.Value, StringComparer.Ordinal).ToDictionary(f => f.Key, f => f.Sum(), StringComparer.Ordinal));

    /// <summary>All of it, in a few lines.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        payments {Payments}, decided {Decided}, lost {Lost}, conflicting {Conflicting}, dead-lettered {DeadLettered}
        duplicate decisions {DuplicateDecisions}, content conflicts {ContentConflicts}, decided by KYC's silence {KycTimeouts}
        poison records {PoisonRecords}, dead letters {DeadLetters}, worst time to a decision {WorstMilliseconds:F0} ms
        faults: {string.Join(", ", Faults.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key} {f.Value.ToString(CultureInfo.InvariantCulture)}"))}
        """);
}

/// <summary>What the checker says about a run.</summary>
public sealed record Verdict(Counts Counts, IReadOnlyList<Violation> Violations)
{
    /// <summary>Whether every rule was kept.</summary>
    public bool Holds => Violations.Count == 0;

    /// <summary>Counts, then the first violations with their histories.</summary>
    public string Report(int mostViolations = 5)
    {
        var report = new StringBuilder().AppendLine(Counts.ToString()).AppendLine(CultureInfo.InvariantCulture, $"violations: {Violations.Count}");
        foreach (var violation in Violations.Take(mostViolations))
        {
            report.AppendLine(violation.ToString());
        }

        if (Violations.Count > mostViolations)
        {
            report.AppendLine(CultureInfo.InvariantCulture, $"and {Violations.Count - mostViolations} more");
        }

        return report.ToString();
    }
}
