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
using LinqToDB;

namespace RmsActors.Rms.Journal;

/// <summary>
/// Akka.Persistence.Sql's journal, where trouble with one payment's events stays that payment's. The plugin writes the events of
/// many payments in one transaction: one row that cannot be inserted fails all of them, and so does one caller who no longer
/// waits. On PostgreSQL all goes through <see cref="PostgresEvents"/>; SQLite stays the plugin's.
/// </summary>
public sealed class PaymentJournal : SqlWriteJournal
{
    private readonly Config _config;
    private readonly ConcurrentDictionary<string, Task> _unfinished = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopped = new();
    private PostgresEvents? _postgres;
    private ByteArrayJournalDao _alone = null!;

    /// <param name="config">The plugin's section of the configuration.</param>
    public PaymentJournal(Config config)
        : base(config) => _config = config;

    /// <summary>The highest stored, also by a write that its caller has given up: what becomes of that is waited for.</summary>
    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken) =>
        _unfinished.TryGetValue(persistenceId, out var write)
            ? ReadAfterAsync(write, persistenceId, fromSequenceNr, cancellationToken)
            : _postgres?.HighestAsync(persistenceId).WaitAsync(cancellationToken) ?? base.ReadHighestSequenceNrAsync(persistenceId, fromSequenceNr, cancellationToken);

    /// <summary>A payment's events. After a node's loss, thousands are recovered at once: those that wait together are read with one query.</summary>
    public override Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback) =>
        _postgres is null
            ? base.ReplayMessagesAsync(context, persistenceId, fromSequenceNr, toSequenceNr, max, recoveryCallback)
            : ReplayAsync(_postgres, context.System.Serialization, persistenceId, (fromSequenceNr, toSequenceNr, max), recoveryCallback);

    protected override void PreStart()
    {
        base.PreStart();
        var writer = Self.Path.ToSerializationFormatWithAddress(((ExtendedActorSystem)Context.System).Provider.DefaultAddress);
        if (_config.GetString("provider-name").StartsWith(ProviderName.PostgreSQL, StringComparison.Ordinal))
        {
            _postgres = new PostgresEvents(_config.GetString("connection-string"), writer, _config.GetInt("batch-size"), _config.GetInt("parallelism"));
        }

        var alone = new JournalConfig(ConfigurationFactory.ParseString("batch-size = 1").WithFallback(_config).WithFallback(SqlPersistence.DefaultJournalConfiguration));
        _alone = new ByteArrayJournalDao(
            Context.System.Scheduler.Advanced,
            Context.Materializer(),
            new AkkaPersistenceDataConnectionFactory(alone),
            alone,
            Context.System.Serialization,
            Context.GetLogger(),
            writer,
            _stopped.Token);
    }

    protected override void PostStop()
    {
        _stopped.Cancel();
        _stopped.Dispose();
        if (_postgres is not null)
        {
            // What is under way ends by itself; nobody waits for it any more.
            _ = _postgres.DisposeAsync().AsTask();
        }

        base.PostStop();
    }

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToList();
        var write = _postgres is null ? WriteAsync(writes) : AppendAsync(_postgres, writes);
        _ = RememberUntilFinishedAsync(writes[0].PersistenceId, write);
        return write;
    }

    private static async Task ReplayAsync(
        PostgresEvents postgres, Akka.Serialization.Serialization serialization, string persistenceId, (long From, long To, long Max) range, Action<IPersistentRepresentation> recoveryCallback)
    {
        var left = range.Max;
        foreach (var row in await postgres.StoredAsync(persistenceId))
        {
            if (row.SequenceNumber >= range.From && row.SequenceNumber <= range.To && left-- > 0)
            {
                recoveryCallback(row.Event(serialization));
            }
        }
    }

    private async Task<IImmutableList<Exception>> AppendAsync(PostgresEvents postgres, List<AtomicWrite> writes)
    {
        var serialization = Context.System.Serialization;
        var rows = new List<EventRow>();
        foreach (var happened in writes.SelectMany(write => (IImmutableList<IPersistentRepresentation>)write.Payload))
        {
            rows.Add(EventRow.Of(happened, serialization));
        }

        await postgres.AppendAsync(rows);
        // All of them are stored.
        return null!;
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
            return await _alone.AsyncWriteMessages(writes, CancellationToken.None, writtenAt);
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
        return _postgres is null
            ? await _alone.HighestSequenceNr(persistenceId, fromSequenceNr, cancel)
            : await _postgres.HighestAsync(persistenceId).WaitAsync(cancel);
    }
}
