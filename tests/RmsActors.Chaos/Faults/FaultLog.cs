using System.Collections.Concurrent;
using System.Globalization;
using RmsActors.Chaos.Checking;

namespace RmsActors.Chaos.Faults;

/// <summary>Every fault that was injected, and when; told on standard output too.</summary>
internal sealed class FaultLog(History history, TextWriter output, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<NodeEnd> _kills = new();
    private readonly ConcurrentQueue<DateTimeOffset> _databaseReturns = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly DateTimeOffset _started = time.GetUtcNow();

    /// <summary>How often each kind struck.</summary>
    public IReadOnlyDictionary<string, int> Counts => new SortedDictionary<string, int>(_counts, StringComparer.Ordinal);

    /// <summary>The nodes that were killed or cut off.</summary>
    public IReadOnlyCollection<NodeEnd> Kills => _kills;

    /// <summary>When the database could be used again.</summary>
    public IReadOnlyCollection<DateTimeOffset> DatabaseReturns => _databaseReturns;

    /// <summary>What did not become of a fault that must.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>What must become of a fault did not.</summary>
    public void Failed(string kind, string what)
    {
        _failures.Enqueue($"{kind}: {what}");
        Tell(kind, what);
    }

    /// <summary>A fault has struck.</summary>
    public void Struck(string kind, string what, int times = 1)
    {
        _counts.AddOrUpdate(kind, times, (_, before) => before + times);
        Tell(kind, what);
    }

    /// <summary>Something that belongs to a fault has happened.</summary>
    public void Tell(string kind, string what)
    {
        var now = time.GetUtcNow();
        history.Fault(kind, what, now);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(now - _started).TotalSeconds,7:0.0} s  {kind}: {what}"));
    }

    /// <param name="read">The partitions of PAYMENT-DETAILS that it read; null: unknown.</param>
    public void NodeKilled(IReadOnlySet<int>? read = null) => _kills.Enqueue(new NodeEnd(time.GetUtcNow(), read));

    public void DatabaseReturned() => _databaseReturns.Enqueue(time.GetUtcNow());
}
