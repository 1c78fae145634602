using Akka.Actor;
using Akka.Persistence;

namespace RmsActors.Rms.Tests.Journal;

/// <summary>A persistent actor that stores an event whenever it is told to, and says what becomes of it.</summary>
public sealed class JournalUser : ReceivePersistentActor
{
    private readonly IActorRef _observer;
    private int _events;

    public JournalUser(string persistenceId, IActorRef observer)
    {
        PersistenceId = persistenceId;
        _observer = observer;
        Recover<byte[]>(_ => _events++);
        Recover<RecoveryCompleted>(_ => observer.Tell(new Recovered(LastSequenceNr, _events)));
        Command<Store>(_ => Persist(new byte[] { 1 }, _ => observer.Tell(new Stored(LastSequenceNr))));
    }

    public override string PersistenceId { get; }

    public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

    protected override bool AroundReceive(Receive receive, object message)
    {
        var handled = base.AroundReceive(receive, message);
        if (message is Store)
        {
            _observer.Tell(new Sent());
        }

        return handled;
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        _observer.Tell(new Failed(PersistenceId, cause));
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    public sealed record Store;

    public sealed record Recovered(long SequenceNr, int Events);

    /// <summary>The event is in the journal's mailbox.</summary>
    public sealed record Sent;

    public sealed record Stored(long SequenceNr);

    public sealed record Failed(string PersistenceId, Exception Cause);
}
