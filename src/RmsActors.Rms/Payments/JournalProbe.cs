using Akka.Actor;
using Akka.Persistence;

namespace RmsActors.Rms.Payments;

/// <summary>
/// Recovers nothing, to learn that the journal answers: a node takes payments in only then, and its first payment does not wait
/// for the journal's start.
/// </summary>
public sealed class JournalProbe : ReceivePersistentActor
{
    private readonly TaskCompletionSource<bool> _answered;

    /// <param name="answered">Told whether the journal has answered.</param>
    public JournalProbe(TaskCompletionSource<bool> answered)
    {
        _answered = answered;
        Recover<RecoveryCompleted>(_ =>
        {
            _answered.TrySetResult(true);
            Context.Stop(Self);
        });
    }

    public override string PersistenceId => "journal-probe";

    public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

    // A failed recovery stops the actor; the reason is in the log.
    protected override void PostStop()
    {
        _answered.TrySetResult(false);
        base.PostStop();
    }
}
