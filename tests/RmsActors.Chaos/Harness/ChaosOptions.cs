namespace RmsActors.Chaos.Harness;

/// <summary>What a run is to do.</summary>
/// <param name="Seed">Chooses payments, faults, and when they strike.</param>
/// <param name="Length">How long payments are fed and faults strike.</param>
/// <param name="Nodes">RMS nodes, from 1.</param>
/// <param name="Rate">Payments a second.</param>
/// <param name="Faults">The kinds to inject.</param>
/// <param name="Postgres">A server to use, whose restarts and hangs are then left out; null: a private one.</param>
/// <param name="Report">Where the report goes; null: nowhere.</param>
/// <param name="Data">Where logs go and stay; null: a temporary folder, which stays if the run fails.</param>
internal sealed record ChaosOptions(
    int Seed, TimeSpan Length, int Nodes, int Rate, IReadOnlyList<string> Faults, string? Postgres, string? Report, string? Data)
{
    /// <summary>Partitions of every topic.</summary>
    public const int Partitions = 12;

    /// <summary>Of the embedded cluster: leaders and coordinators have somewhere to move.</summary>
    public const int Brokers = 2;

    /// <summary>How many payments are fed.</summary>
    public int Payments => (int)(Rate * Length.TotalSeconds);
}
