using RmsActors.Domain.Scoring;
using RmsActors.Rms.Payments;

namespace RmsActors.Chaos.Simulation;

/// <summary>Under what conditions a run takes place, all drawn from its seed: sizes, speeds, and how often what goes wrong. Times are in microseconds.</summary>
internal sealed class Conditions
{
    private readonly Dice _dice;

    public Conditions(Dice dice, int payments)
    {
        _dice = dice;
        Payments = payments;
        Partitions = dice.Between(1, 6);
        Nodes = dice.Between(1, 4);
        AntifraudProcesses = dice.Between(1, 2);
        KycProcesses = dice.Between(1, 2);
        ArrivalGap = dice.Pick(300, 1_000, 3_000, 10_000);
        KycDeadline = dice.Pick(300_000, 1_000_000, 3_000_000, 10_000_000);
        var deadline = TimeSpan.FromMicroseconds(KycDeadline);
        Patience = new KycPatience(deadline / dice.Pick(2, 3, 5), deadline / dice.Pick(4, 10, 100));
        AskTimeout = dice.Pick(50_000, 300_000, 2_000_000);
        CommitInterval = dice.Pick(2_000, 50_000, 1_000_000);
        SessionTimeout = dice.Pick(50_000, 500_000, 3_000_000);
        DowningTime = dice.Pick(50_000, 500_000, 3_000_000);
        Network = dice.Pick(100, 1_000, 5_000);
        JournalTime = dice.Pick(200, 2_000, 20_000);
        KycTime = dice.Pick(1_000, 20_000, 100_000);
        MaxUndecided = dice.Pick(5, 50, 5_000);
        MaxRepliesUnderWay = dice.Pick(5, 50, 10_000);
        MaxAboveWatermark = dice.Pick(5, 100, 20_000);
        CoPartitioned = dice.Chance(0.5);
    }

    public int Payments { get; }

    public int Partitions { get; }

    public int Nodes { get; }

    public int AntifraudProcesses { get; }

    public int KycProcesses { get; }

    public int ArrivalGap { get; }

    public int KycDeadline { get; }

    public KycPatience Patience { get; }

    public int AskTimeout { get; }

    public int CommitInterval { get; }

    public int SessionTimeout { get; }

    public int DowningTime { get; }

    public int Network { get; }

    public int JournalTime { get; }

    public int KycTime { get; }

    public int MaxUndecided { get; }

    public int MaxRepliesUnderWay { get; }

    public int MaxAboveWatermark { get; }

    /// <summary>Whether one node reads the same partition of details and replies.</summary>
    public bool CoPartitioned { get; }

    // Shares, each drawn when it is first asked for.
    private double? _crash, _askLost, _notProduced, _responseLost, _commitLost, _rowNotWritten, _rowUnknown, _rowLate, _recoveryFails;
    private double? _kycSilent, _kycLate, _kycTwice, _kycWrong, _kycTerse, _poison, _again, _otherContent, _offsetGap, _misplaced;

    /// <summary>A process, at any one step.</summary>
    public double Crash => _crash ??= Sometimes(0.0015);

    public double AskLost => _askLost ??= Sometimes(0.03);

    public double NotProduced => _notProduced ??= Sometimes(0.03);

    public double ResponseLost => _responseLost ??= Sometimes(0.05);

    public double CommitLost => _commitLost ??= Sometimes(0.2);

    public double RowNotWritten => _rowNotWritten ??= Sometimes(0.02);

    /// <summary>Written, and reported as failed.</summary>
    public double RowUnknown => _rowUnknown ??= Sometimes(0.02);

    /// <summary>Reported as failed, and written some time later.</summary>
    public double RowLate => _rowLate ??= Sometimes(0.02);

    public double RecoveryFails => _recoveryFails ??= Sometimes(0.02);

    public double KycSilent => _kycSilent ??= Sometimes(0.1);

    public double KycLate => _kycLate ??= Sometimes(0.1);

    public double KycTwice => _kycTwice ??= Sometimes(0.2);

    public double KycWrong => _kycWrong ??= Sometimes(0.2);

    /// <summary>A reply that echoes nothing but the correlation id.</summary>
    public double KycTerse => _kycTerse ??= Sometimes(0.5);

    /// <summary>Poison records, of all topics, for each payment.</summary>
    public double Poison => _poison ??= Sometimes(0.1);

    /// <summary>The same details sent again.</summary>
    public double Again => _again ??= Sometimes(0.1);

    /// <summary>The same payment id sent with other content.</summary>
    public double OtherContent => _otherContent ??= Sometimes(0.05);

    /// <summary>An offset that no record has, as transactions and compaction leave them.</summary>
    public double OffsetGap => _offsetGap ??= Sometimes(0.1);

    /// <summary>A record that another partitioner has placed.</summary>
    public double Misplaced => _misplaced ??= Sometimes(0.1);

    /// <summary>The policy that a run starts with, or one of its later ones.</summary>
    public ScoringPolicy Policy(int version)
    {
        var user = _dice.Between(2, 7) * 0.1m;
        var country = _dice.Between(0, (int)((1m - user) * 10)) * 0.1m;
        return new(version, user, country, 1m - user - country, _dice.Between(20, 90), _dice.Pick(100m, 50m), Verdict.Review);
    }

    // Half of the runs know nothing of a fault, so that others are seen by themselves.
    private double Sometimes(double most) => _dice.Chance(0.5) ? 0 : most * _dice.Unit();
}
