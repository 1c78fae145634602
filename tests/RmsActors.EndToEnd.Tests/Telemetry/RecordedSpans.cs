using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace RmsActors.EndToEnd.Tests.Telemetry;

/// <summary>Every span of this process's roles, once it has ended.</summary>
internal sealed class RecordedSpans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly TracerProvider _provider;

    public RecordedSpans() => _provider = Sdk.CreateTracerProviderBuilder()
        .AddSource("RmsActors*", "Microsoft.AspNetCore")
        .AddInMemoryExporter(new Queue(_ended))
        .Build();

    /// <summary>The spans of a payment, in the order in which they began.</summary>
    public IReadOnlyList<Activity> Of(string paymentId) =>
        [.. _ended.Where(span => (string?)span.GetTagItem("rms.payment.id") == paymentId).OrderBy(span => span.StartTimeUtc)];

    public void Dispose() => _provider.Dispose();

    // The exporter adds, and nothing else; several threads may.
    private sealed class Queue(ConcurrentQueue<Activity> ended) : ICollection<Activity>
    {
        public int Count => ended.Count;

        public bool IsReadOnly => false;

        public void Add(Activity item) => ended.Enqueue(item);

        public void Clear() => ended.Clear();

        public bool Contains(Activity item) => ended.Contains(item);

        public void CopyTo(Activity[] array, int arrayIndex) => ended.CopyTo(array, arrayIndex);

        public bool Remove(Activity item) => throw new NotSupportedException();

        public IEnumerator<Activity> GetEnumerator() => ended.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => ended.GetEnumerator();
    }
}
