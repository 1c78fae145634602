using System.ComponentModel.DataAnnotations;

namespace RmsActors.Rms.Hosting;

/// <summary>How events are written. Section <c>Journal</c>.</summary>
public sealed class JournalOptions
{
    public const string Section = "Journal";

    /// <summary>Events that are written in one transaction at most. Default 200.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 200;

    /// <summary>Transactions under way at once. Default 3.</summary>
    [Range(1, 64)]
    public int Parallelism { get; set; } = 3;

    /// <summary>Recoveries under way at once; below the connection pool's size. Default 50.</summary>
    [Range(1, 10_000)]
    public int MaxConcurrentRecoveries { get; set; } = 50;

    /// <summary>After how long a write counts as failed, and a statement or an attempt to connect is given up (in whole seconds, rounded up). Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the journal is left alone once the circuit breaker has opened. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ResetTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Failures in a row that open the circuit breaker; high, since every failed caller counts. Default 1,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxFailures { get; set; } = 1_000;
}
