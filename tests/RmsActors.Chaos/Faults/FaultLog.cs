using System.Collections.Concurrent;
using System.Globalization;
using RmsActors.Chaos.Checking;

namespace RmsActors.Chaos.Faults;

/// <summary>Every fault that was injected, and when; told on standard output too.</summary>
internal sealed class FaultLog(History history, TextWriter output, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<DateTimeOffset> _kills = new();
    private readonly ConcurrentQueue<DateTimeOffset> _databaseReturns = new();
    private readonly DateTimeOffset _started = time.GetUtcNow();

    /// <summary>How often each kind struck.</summary>
    public IReadOnlyDictionary<string, int> Counts => new SortedDictionary<string, int>(_counts, StringComparer.Ordinal);

    /// <summary>When nodes were killed.</summary>
    public IReadOnlyCollection<DateTimeOffset> Kills => _kills;

    /// <summary>When the database could be used again.</summary>
    public IReadOnlyCollection<DateTimeOffset> DatabaseReturns => _databaseReturns;

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

    public void NodeKilled() => _kills.Enqueue(time.GetUtcNow());

    public void DatabaseReturned() => _databaseReturns.Enqueue(time.GetUtcNow());
}
