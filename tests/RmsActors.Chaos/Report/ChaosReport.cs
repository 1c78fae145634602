using System.Text.Json;
using System.Text.Json.Serialization;
using RmsActors.Chaos.Checking;

namespace RmsActors.Chaos.Report;

/// <summary>What a run has shown.</summary>
/// <param name="Seed">The same seed strikes at the same times.</param>
/// <param name="Payments">Accepted: their rows are committed.</param>
/// <param name="Decided">Of these, with a decision.</param>
/// <param name="Lost">Of these, with neither a decision nor a dead letter, or with a status that is not the decision.</param>
/// <param name="Conflicting">Ids with more than one distinct decision.</param>
/// <param name="DuplicateDecisions">Records that repeat a decision, byte for byte.</param>
/// <param name="DeadLettered">Records on dead-letter topics.</param>
/// <param name="PoisonInjected">Records written that nobody can read.</param>
/// <param name="Faults">How often each kind struck.</param>
/// <param name="WorstMs">The longest from acceptance to decision.</param>
/// <param name="PromptP99Ms">From arrival at RMS to decision, as in what follows, the 99th percentile of the payments that KYC answers promptly; null: none.</param>
/// <param name="AfterKillP99Ms">From a node's end to the decision, for payments that KYC answers promptly and that waited over a second for it; null: none.</param>
/// <param name="BeforeKillMs">From arrival to decision, of payments that KYC answers promptly, in the 10 s before a node's end; null: not known.</param>
/// <param name="UntouchedMs">The same in the 15 s after it, of payments that the node did not read; null: not known.</param>
/// <param name="AfterDatabaseReturnSeconds">The longest until decisions came at the full rate again, "Infinity" if never; null: no such fault, or too late to be measured.</param>
/// <param name="AvoidableFallbacks">Decided by KYC's silence although KYC had answered promptly.</param>
/// <param name="Restarts">Processes that were started again.</param>
/// <param name="PeakMegabytes">The most memory that each role had resident, in megabytes, of all its processes.</param>
/// <param name="Violations">Rules that did not hold; none is what a run is for.</param>
internal sealed record ChaosReport(
    int Seed,
    int Payments,
    int Decided,
    int Lost,
    int Conflicting,
    int DuplicateDecisions,
    int DeadLettered,
    int PoisonInjected,
    IReadOnlyDictionary<string, int> Faults,
    double WorstMs,
    double? PromptP99Ms,
    double? AfterKillP99Ms,
    Quantiles? BeforeKillMs,
    Quantiles? UntouchedMs,
    double? AfterDatabaseReturnSeconds,
    int AvoidableFallbacks,
    int Restarts,
    IReadOnlyDictionary<string, long> PeakMegabytes,
    IReadOnlyList<object> Violations)
{
    /// <summary>How many violations of the rules have no history here: those after the first.</summary>
    public int ViolationsWithoutHistory => Violations.OfType<Violation>().Count(violation => violation.History.Count == 0);

    // JSON has no number for never.
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes it as JSON.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json));
}
