using Akka.Actor;

namespace RmsActors.Rms.Payments;

/// <summary>Whether the journal answers now.</summary>
public delegate Task<bool> JournalAnswers(CancellationToken cancel);

/// <summary>Asks the journal through a probe.</summary>
public static class JournalHealth
{
    /// <summary>Whether the journal answers now.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/>.</exception>
    public static Task<bool> AnswersAsync(ActorSystem system, CancellationToken cancel)
    {
        var answered = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(Props.Create(() => new JournalProbe(answered)));
        return answered.Task.WaitAsync(cancel);
    }
}
