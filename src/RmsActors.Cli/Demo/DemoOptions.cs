namespace RmsActors.Cli.Demo;

/// <summary>What a demo run is asked to do; the ranges are checked by its verb.</summary>
internal sealed record DemoOptions
{
    /// <summary>RMS nodes. Default 3.</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>How many payments to generate; null: those of <see cref="Input"/>, or the sample.</summary>
    public int? Payments { get; init; }

    /// <summary>For what is generated. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>A payments.csv; null: payments are generated, or those of the sample. Default null.</summary>
    public string? Input { get; init; }

    /// <summary>A wallets.csv that KYC knows; null: scores generated from <see cref="Seed"/>, or the sample's. Default null.</summary>
    public string? Wallets { get; init; }

    /// <summary>Submissions per second. Default: see <see cref="Pace"/>.</summary>
    public double? Rate { get; init; }

    /// <summary>Kept; null: a temporary folder.</summary>
    public string? Data { get; init; }

    /// <summary>A real cluster; null: the embedded broker.</summary>
    public string? Kafka { get; init; }

    /// <summary>Connection string of the database that holds every store; null: SQLite files. Default null.</summary>
    public string? Postgres { get; init; }

    /// <summary>Of the whole run, its start included. Default 5 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether everything stays up after the result, until it is interrupted. Default false.</summary>
    public bool KeepRunning { get; init; }

    /// <summary>Where to write what became of each payment, as CSV; null: nowhere. Default null.</summary>
    public string? Ledger { get; init; }

    /// <summary>Where to write the figures, as JSON; null: nowhere. Default null.</summary>
    public string? Report { get; init; }

    /// <summary>Settings for every role, over those of files and environment.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Settings { get; init; } = [];
}
