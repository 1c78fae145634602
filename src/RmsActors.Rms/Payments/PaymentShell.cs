using RmsActors.Domain.Payments;

namespace RmsActors.Rms.Payments;

/// <summary>How patient a payment is with KYC.</summary>
/// <param name="RetryInterval">Between the first two requests, while KYC is silent; twice and then four times as long between the next ones. Where KYC is slow it is up to four times as long from the first, see <see cref="PauseAt"/>.</param>
/// <param name="Grace">How long after a recovery or an interruption of the intake an answer may still be waiting unread.</param>
public sealed record KycPatience(TimeSpan RetryInterval, TimeSpan Grace)
{
    /// <summary>How long a decided payment of which something was repeated waits for further repetitions before its memory is had back.</summary>
    public static TimeSpan Linger { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest time between two requests. One may be lost, so that it should be shorter than KYC's time and the grace: or silence decides before KYC is asked again.</summary>
    public TimeSpan LongestPause => 4 * RetryInterval;

    /// <summary>What lies between two requests at least: twice the time that answers usually take now, but no more than <see cref="LongestPause"/>.</summary>
    public TimeSpan PauseAt(TimeSpan usual) => TimeSpan.FromTicks(Math.Clamp(2 * usual.Ticks, RetryInterval.Ticks, LongestPause.Ticks));

    /// <summary>
    /// The number of the last request that was due by <paramref name="now"/>. Counted from the clock, so that it need not be stored:
    /// requests are 0, 1, 3, 7, 11, 15, … intervals after the payment came, where KYC is not slow; where it is, fewer are sent, and numbers are left out or come twice.
    /// </summary>
    public int AttemptAt(DateTimeOffset receivedAt, DateTimeOffset now) =>
        Math.Clamp((now - receivedAt) / RetryInterval, 0, int.MaxValue / 2) switch
        {
            < 1 => 1,
            < 3 => 2,
            var intervals => 3 + (int)((intervals - 3) / 4),
        };
}

/// <summary>
/// All that a payment's actor does, as steps: a message in, effects out. It holds the payment's state and who waits for it.
/// The actor only carries the effects out.
/// </summary>
/// <param name="decider">The rules now in force.</param>
/// <param name="patience">With KYC.</param>
/// <param name="intakeResumed">Since when KYC's answers are read without interruption; <see cref="DateTimeOffset.MaxValue"/> while they are not.</param>
/// <param name="pace">How long KYC takes for all payments of the node; that it is slow is not known, without it.</param>
/// <param name="hasRoom">Whether there is memory for payments that are decided and may be asked again; always, without it.</param>
/// <typeparam name="TAsker">How an asker is reached.</typeparam>
public sealed class PaymentShell<TAsker>(Func<PaymentDecider> decider, KycPatience patience, Func<DateTimeOffset> intakeResumed, KycPace? pace = null, Func<bool>? hasRoom = null)
{
    // While answers do not come through.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    // One a record: a second ask for the same record comes from whoever lost the answer to the first.
    private readonly Dictionary<RecordOrigin, Waiting> _waiting = [];
    private readonly List<(TAsker Asker, bool OnOwner)> _answering = [];
    private DateTimeOffset _recoveredAt = DateTimeOffset.MinValue;
    private DateTimeOffset _storedAt = DateTimeOffset.MinValue;

    // Whether something about this payment was said twice. More of the same may be on its way, and would each time begin with a recovery.
    private bool _repeated;
    private (DateTimeOffset First, DateTimeOffset Last)? _asked;

    // After the last request. Doubles from one to the next, twice: a KYC that is slow because it has too much to do must not be given more.
    private TimeSpan _pause = patience.RetryInterval;

    /// <summary>Where the payment stands.</summary>
    public PaymentState State { get; private set; } = PaymentState.New.Instance;

    /// <summary>An event from the journal.</summary>
    /// <exception cref="InvalidOperationException">It cannot follow on the ones before.</exception>
    public void Recover(PaymentEvent happened) => State = PaymentDecider.Evolve(State, happened);

    /// <summary>The journal has no more events. What is owed is owed again.</summary>
    public IReadOnlyList<ShellEffect<TAsker>> Recovered(DateTimeOffset now)
    {
        _repeated = State is not PaymentState.New;
        if (State is not PaymentState.AwaitingKyc)
        {
            return [];
        }

        _recoveredAt = now;
        return AskKyc(now);
    }

    /// <summary>A record asks for the payment's decision.</summary>
    public IReadOnlyList<ShellEffect<TAsker>> Score(ScorePayment ask, string requestId, TAsker asker, DateTimeOffset now)
    {
        var (events, reply) = decider().Decide(State, new PaymentCommand.StartScoring(ask.Payment, requestId), now);
        if (reply is PaymentReply.DecisionMade made)
        {
            return [Scored(asker, made.Bytes, made.ContentConflict), .. WhenIdle()];
        }

        _repeated |= _waiting.ContainsKey(ask.Origin);
        _waiting[ask.Origin] = new Waiting(asker, ((PaymentReply.Undecided)reply).ContentConflict);
        return ToPersist(events, reply);
    }

    /// <summary>KYC has answered.</summary>
    /// <param name="onOwner">Whether the answer was read on this node.</param>
    public IReadOnlyList<ShellEffect<TAsker>> Answer(KycAnswer answer, TAsker asker, bool onOwner, DateTimeOffset now)
    {
        var (events, reply) = decider().Decide(State, new PaymentCommand.TakeKycAnswer(answer), now);
        if (events.Count == 0)
        {
            return [new ShellEffect<TAsker>.Tell(asker, Handled(reply, onOwner)), .. WhenIdle()];
        }

        _answering.Add((asker, onOwner));
        if (State is PaymentState.AwaitingKyc && _asked is { } asked && _recoveredAt == DateTimeOffset.MinValue)
        {
            // After a recovery the time would have the node's absence in it, or nothing but the reading of what came meanwhile.
            pace?.Answered(now - asked.First);
        }

        return ToPersist(events, reply);
    }

    /// <summary>Time has passed: give up on KYC, or ask it again; at once where the clock was set back to before it was asked.</summary>
    public IReadOnlyList<ShellEffect<TAsker>> Wake(DateTimeOffset now)
    {
        if (State is not PaymentState.AwaitingKyc)
        {
            return IsIdle ? [ShellEffect<TAsker>.Passivate.Instance] : [];
        }

        var (events, reply) = decider().Decide(State, new PaymentCommand.GiveUpOnKyc(NotBefore()), now);
        return events.Count > 0 ? ToPersist(events, reply)
            : now >= NextRequest || now < _asked?.Last ? AskKyc(now)
            : [Wakeup(now)];
    }

    /// <summary>The event of <paramref name="persisted"/> is stored; now its consequences may be seen.</summary>
    public IReadOnlyList<ShellEffect<TAsker>> Persisted(ShellEffect<TAsker>.Persist persisted, DateTimeOffset now)
    {
        State = PaymentDecider.Evolve(State, persisted.Event);
        _storedAt = now;
        var effects = new List<ShellEffect<TAsker>>();
        effects.AddRange(_answering.Select(answering => new ShellEffect<TAsker>.Tell(answering.Asker, Handled(persisted.Reply, answering.OnOwner))));
        _answering.Clear();
        if (State is PaymentState.Decided decided)
        {
            effects.AddRange(_waiting.Values.Select(waiting => Scored(waiting.Asker, decided.Bytes, waiting.ContentConflict)));
            _waiting.Clear();
        }
        else
        {
            effects.AddRange(AskKyc(now));
        }

        effects.AddRange(WhenIdle());
        return effects;
    }

    /// <summary>The actor stops; whoever waits must ask its next incarnation.</summary>
    public IReadOnlyList<ShellEffect<TAsker>> Stopped()
    {
        var waiting = _waiting.Values.Select(w => w.Asker).Concat(_answering.Select(a => a.Asker)).ToList();
        _waiting.Clear();
        _answering.Clear();
        return [.. waiting.Select(asker => new ShellEffect<TAsker>.Tell(asker, AskAgain.Instance))];
    }

    private static IReadOnlyList<ShellEffect<TAsker>> ToPersist(IReadOnlyList<PaymentEvent> events, PaymentReply reply) =>
        [.. events.Select(happened => new ShellEffect<TAsker>.Persist(happened, reply))];

    // What is owed, and when to look again.
    private IReadOnlyList<ShellEffect<TAsker>> AskKyc(DateTimeOffset now)
    {
        if (_asked is { } before)
        {
            _repeated = true;
            _pause = Shorter(2 * _pause, patience.LongestPause);
            _asked = before with { Last = now };
        }
        else
        {
            _asked = (now, now);
        }

        return
        [
            Wakeup(now),
            .. PaymentDecider.Pending(State).OfType<PaymentEffect.RequestKyc>()
                .Select(request => new ShellEffect<TAsker>.RequestKyc(request, patience.AttemptAt(request.ReceivedAt, now))),
        ];
    }

    private ShellEffect<TAsker>.WakeAfter Wakeup(DateTimeOffset now)
    {
        var deadline = ((PaymentState.AwaitingKyc)State).Deadline;
        var giveUp = Later(deadline, NotBefore());
        if (giveUp == DateTimeOffset.MaxValue)
        {
            // Nobody tells when answers come through again.
            giveUp = now + LookInterval;
        }

        var next = NextRequest;
        if (giveUp < next)
        {
            next = giveUp;
        }

        return new(next > now ? next - now : TimeSpan.Zero);
    }

    // Seen anew each time: by then KYC may have become slow.
    private DateTimeOffset NextRequest => _asked is { } asked ? asked.Last + Longer(_pause, patience.PauseAt(pace?.Usual ?? TimeSpan.Zero)) : DateTimeOffset.MaxValue;

    // Replies may have been waiting unread; and KYC is asked only once that is stored, which may have taken long.
    private DateTimeOffset NotBefore() => Later(After(Later(_recoveredAt, intakeResumed()), patience.Grace), After(_storedAt, KycTime()));

    private TimeSpan KycTime() => State is PaymentState.AwaitingKyc awaiting ? awaiting.Deadline - awaiting.ReceivedAt : TimeSpan.Zero;

    private static DateTimeOffset After(DateTimeOffset start, TimeSpan time) =>
        start == DateTimeOffset.MinValue || start == DateTimeOffset.MaxValue ? start : start + time;

    private bool IsIdle => _waiting.Count == 0 && _answering.Count == 0 && State is not PaymentState.AwaitingKyc;

    private IEnumerable<ShellEffect<TAsker>> WhenIdle() =>
        !IsIdle ? [] : _repeated && hasRoom?.Invoke() != false ? [new ShellEffect<TAsker>.WakeAfter(KycPatience.Linger)] : [ShellEffect<TAsker>.Passivate.Instance];

    private static ShellEffect<TAsker>.Tell Scored(TAsker asker, DecisionBytes bytes, bool contentConflict) =>
        new(asker, new PaymentScored(bytes, contentConflict));

    private static KycAnswerHandled Handled(PaymentReply reply, bool onOwner) => new(
        reply switch
        {
            PaymentReply.AnswerTaken { Late: false } => KycAnswerFate.Taken,
            PaymentReply.AnswerTaken { Late: true } => KycAnswerFate.TakenLate,
            PaymentReply.AnswerIgnored { Because: var because } => because switch
            {
                AnswerIgnoredBecause.NothingAsked => KycAnswerFate.NothingAsked,
                AnswerIgnoredBecause.NoCorrelation => KycAnswerFate.NoCorrelation,
                AnswerIgnoredBecause.OtherRequest => KycAnswerFate.OtherRequest,
                AnswerIgnoredBecause.OtherPayment => KycAnswerFate.OtherPayment,
                AnswerIgnoredBecause.OtherWallet => KycAnswerFate.OtherWallet,
                _ => KycAnswerFate.AlreadyAnswered,
            },
            _ => throw new InvalidOperationException($"{reply.GetType().Name} is no reply to an answer"),
        },
        onOwner);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private readonly record struct Waiting(TAsker Asker, bool ContentConflict);
}
