using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace RmsActors.Rms.Tests.Payments;

/// <summary>The in-memory journal, which fails or rejects the next writes when a test of the same actor system says so.</summary>
public sealed class FailableJournal : MemoryJournal
{
    private static readonly ConcurrentDictionary<string, Queue<Fault>> Faults = new();

    public enum Fault
    {
        /// <summary>The write fails, and nothing is stored.</summary>
        Failure,

        /// <summary>The write is rejected, and nothing is stored.</summary>
        Rejection,

        /// <summary>The write is stored, and its outcome is lost.</summary>
        StoredButFailed,
    }

    public static void Next(string system, Fault fault)
    {
        var faults = Faults.GetOrAdd(system, _ => new Queue<Fault>());
        lock (faults)
        {
            faults.Enqueue(fault);
        }
    }

    protected override async Task<IImmutableList<Exception?>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToList();
        switch (Take())
        {
            case Fault.Failure:
                throw new TimeoutException("the journal is away");
            case Fault.Rejection:
                return writes.Select(_ => (Exception?)new InvalidOperationException("the journal does not want it")).ToImmutableList();
            case Fault.StoredButFailed:
                await base.WriteMessagesAsync(writes, cancellationToken);
                throw new TimeoutException("stored, but nobody was told");
            default:
                return await base.WriteMessagesAsync(writes, cancellationToken);
        }
    }

    private Fault? Take()
    {
        if (!Faults.TryGetValue(Context.System.Name, out var faults))
        {
            return null;
        }

        lock (faults)
        {
            return faults.TryDequeue(out var fault) ? fault : null;
        }
    }
}
