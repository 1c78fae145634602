using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using Akka.Persistence.Sql.Db;
using Akka.Persistence.Sql.Journal;
using Akka.Persistence.Sql.Journal.Dao;
using Akka.Streams;

namespace RmsActors.Rms.Journal;

/// <summary>
/// Akka.Persistence.Sql's journal, where trouble with one payment's events stays that payment's. The plugin writes the events of
/// many payments in one transaction: one row that cannot be inserted fails all of them, and so does one caller who no longer
/// waits.
/// </summary>
public sealed class PaymentJournal : SqlWriteJournal
{
    private readonly JournalConfig _alone;
    private readonly ConcurrentDictionary<string, Task> _unfinished = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopped = new();
    private ByteArrayJournalDao _writer = null!;

    /// <param name="config">The plugin's section of the configuration.</param>
    public PaymentJournal(Config config)
        : base(config) =>
        _alone = new JournalConfig(ConfigurationFactory.ParseString("batch-size = 1").WithFallback(config).WithFallback(SqlPersistence.DefaultJournalConfiguration));

    /// <summary>The highest stored, also by a write that its caller has given up: what becomes of that is waited for.</summary>
    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken) =>
        _unfinished.TryGetValue(persistenceId, out var write)
            ? ReadAfterAsync(write, persistenceId, fromSequenceNr, cancellationToken)
            : base.ReadHighestSequenceNrAsync(persistenceId, fromSequenceNr, cancellationToken);

    protected override void PreStart()
    {
        base.PreStart();
        _writer = new ByteArrayJournalDao(
            Context.System.Scheduler.Advanced,
            Context.Materializer(),
            new AkkaPersistenceDataConnectionFactory(_alone),
            _alone,
            Context.System.Serialization,
            Context.GetLogger(),
            Self.Path.ToSerializationFormatWithAddress(((ExtendedActorSystem)Context.System).Provider.DefaultAddress),
            _stopped.Token);
    }

    protected override void PostStop()
    {
        _stopped.Cancel();
        _stopped.Dispose();
        base.PostStop();
    }

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToList();
        var write = WriteAsync(writes);
        _ = RememberUntilFinishedAsync(writes[0].PersistenceId, write);
        return write;
    }

    // The caller's token would cancel the whole batch. Its time limit is the circuit breaker's; the statement has its own.
    private async Task<IImmutableList<Exception>> WriteAsync(List<AtomicWrite> writes)
    {
        var writtenAt = TimeProvider.System.GetUtcNow().Ticks;
        try
        {
            return await base.WriteMessagesAsync(writes, CancellationToken.None);
        }
        catch (Exception refused) when (RefusedRow.IsCauseOf(refused))
        {
            // Nothing of the batch is stored. Whose row it was shows when each is written alone.
            return await _writer.AsyncWriteMessages(writes, CancellationToken.None, writtenAt);
        }
    }

    private async Task RememberUntilFinishedAsync(string persistenceId, Task write)
    {
        _unfinished[persistenceId] = write;
        await write.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _unfinished.TryRemove(KeyValuePair.Create(persistenceId, write));
    }

    // Not through the plugin, whose own list of writes is the journal actor's alone.
    private async Task<long> ReadAfterAsync(Task write, string persistenceId, long fromSequenceNr, CancellationToken cancel)
    {
        await write.WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancel.ThrowIfCancellationRequested();
        return await _writer.HighestSequenceNr(persistenceId, fromSequenceNr, cancel);
    }
}
