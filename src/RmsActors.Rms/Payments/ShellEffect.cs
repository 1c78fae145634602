using RmsActors.Domain.Payments;

namespace RmsActors.Rms.Payments;

/// <summary>What a <see cref="PaymentShell{TAsker}"/> wants done, in order.</summary>
public abstract record ShellEffect<TAsker>
{
    private ShellEffect()
    {
    }

    /// <summary>Store the event, then call <see cref="PaymentShell{TAsker}.Persisted"/> with this effect; nothing else before that.</summary>
    public sealed record Persist(PaymentEvent Event, PaymentReply Reply) : ShellEffect<TAsker>;

    /// <summary>Answer whoever asked.</summary>
    public sealed record Tell(TAsker Asker, object Reply) : ShellEffect<TAsker>;

    /// <summary>Send a request to KYC. It may be lost: it is sent again while the answer is missing.</summary>
    public sealed record RequestKyc(PaymentEffect.RequestKyc Request, int Attempt) : ShellEffect<TAsker>;

    /// <summary>Call <see cref="PaymentShell{TAsker}.Wake"/> after this time; takes the place of an earlier one.</summary>
    public sealed record WakeAfter(TimeSpan Delay) : ShellEffect<TAsker>;

    /// <summary>Nobody waits and nothing is owed: the memory can be had back.</summary>
    public sealed record Passivate : ShellEffect<TAsker>
    {
        public static Passivate Instance { get; } = new();
    }
}
