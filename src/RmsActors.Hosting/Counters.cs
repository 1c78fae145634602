using System.Collections.Concurrent;

namespace RmsActors.Hosting;

/// <summary>What a process has counted since it started, by name; served at <c>/stats</c>.</summary>
public sealed class Counters
{
    private readonly ConcurrentDictionary<string, StrongBox> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<long>> _gauges = new(StringComparer.Ordinal);

    /// <summary>Adds to a count; the first time makes it.</summary>
    /// <param name="name">camelCase, such as <c>repliesIgnored</c>.</param>
    public void Add(string name, long by = 1) => Interlocked.Add(ref _counts.GetOrAdd(name, static _ => new StrongBox()).Value, by);

    /// <summary>Registers a figure that is read when asked for, such as what is in flight.</summary>
    public void Gauge(string name, Func<long> read) => _gauges[name] = read;

    /// <summary>All counts and gauges, by name in ordinal order.</summary>
    public IReadOnlyDictionary<string, long> Snapshot()
    {
        var all = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, box) in _counts)
        {
            all[name] = Interlocked.Read(ref box.Value);
        }

        foreach (var (name, read) in _gauges)
        {
            all[name] = read();
        }

        return all;
    }

    private sealed class StrongBox
    {
        public long Value;
    }
}
