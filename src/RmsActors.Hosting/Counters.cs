using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace RmsActors.Hosting;

/// <summary>
/// What a process has counted since it started, by name; served at <c>/stats</c>, and as metrics of one <see cref="System.Diagnostics.Metrics.Meter"/>.
/// Metrics are read out of the counts when they are collected, so that nothing is counted twice and counting costs one addition.
/// </summary>
public sealed class Counters : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "RmsActors";

    private readonly ConcurrentDictionary<string, StrongBox> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<long>> _gauges = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _published = new(StringComparer.Ordinal);

    public Counters() => Meter.CreateObservableCounter(
        "rms.stats", Unpublished, description: "Whatever else is counted at /stats, by its name there.");

    /// <summary>For what is no count: distributions.</summary>
    public Meter Meter { get; } = new(MeterName);

    /// <summary>Adds to a count; the first time makes it.</summary>
    /// <param name="name">camelCase, such as <c>repliesIgnored</c>.</param>
    public void Add(string name, long by = 1) => Interlocked.Add(ref _counts.GetOrAdd(name, static _ => new StrongBox()).Value, by);

    /// <summary>Registers a figure that is read when asked for, such as what is in flight.</summary>
    public void Gauge(string name, Func<long> read) => _gauges[name] = read;

    /// <summary>Registers a figure that is also a metric.</summary>
    /// <param name="metric">Dotted lower case, such as <c>rms.payments.undecided</c>, of which Prometheus makes <c>rms_payments_undecided</c>.</param>
    /// <param name="unit">By UCUM, in braces what is counted.</param>
    public void Gauge(string name, Func<long> read, string metric, string unit, string description)
    {
        Gauge(name, read);
        Meter.CreateObservableGauge(metric, read, unit, description);
    }

    /// <summary>Makes a metric of some counts, from 0 on: a count that does not exist yet could not be seen to rise.</summary>
    /// <param name="metric">Dotted lower case, such as <c>rms.replies</c>, of which Prometheus makes <c>rms_replies_total</c>.</param>
    /// <param name="unit">In braces what is counted, such as <c>{reply}</c>.</param>
    public void Publish(string metric, string unit, string description, params IReadOnlyList<CountSeries> series)
    {
        foreach (var one in series)
        {
            _published[one.Count] = true;
        }

        Meter.CreateObservableCounter(metric, () => series.Select(one => new Measurement<long>(Read(one.Count), one.Labels)), unit, description);
    }

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

    public void Dispose() => Meter.Dispose();

    private long Read(string name) => _counts.TryGetValue(name, out var box) ? Interlocked.Read(ref box.Value) : 0;

    private IEnumerable<Measurement<long>> Unpublished() =>
        from count in _counts
        where !_published.ContainsKey(count.Key)
        select new Measurement<long>(Interlocked.Read(ref count.Value.Value), new KeyValuePair<string, object?>("name", count.Key));

    private sealed class StrongBox
    {
        public long Value;
    }
}
