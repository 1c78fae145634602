using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Persistence;
using RmsActors.Contracts;
using RmsActors.Domain.Payments;
using RmsActors.Kafka;
using RmsActors.Rms.Telemetry;

namespace RmsActors.Rms.Payments;

/// <summary>What every payment's actor of a node shares.</summary>
/// <param name="Decider">The rules now in force.</param>
/// <param name="Patience">With KYC.</param>
/// <param name="IntakeResumed">See <see cref="PaymentShell{TAsker}"/>; of a payment id.</param>
/// <param name="RequestKyc">Sends a request, as part of the trace whose W3C context is given, if it is known; must not block.</param>
/// <param name="Time">The clock.</param>
/// <param name="RecoveryFailed">Is told a payment's id, why it could not be recovered, and the event that could not be applied, if it was read; must not block.</param>
/// <param name="Asked">Is told, for each <see cref="ScorePayment"/>, whether it came from this node; must not block.</param>
/// <param name="Telemetry">What is measured; nothing, without it.</param>
/// <param name="Pace">KYC's; see <see cref="PaymentShell{TAsker}"/>.</param>
/// <param name="HasRoom">Whether there is memory for payments that are decided and may be asked again; always, without it.</param>
public sealed record PaymentActorContext(
    Func<PaymentDecider> Decider,
    KycPatience Patience,
    Func<string, DateTimeOffset> IntakeResumed,
    Action<KycRequest, string?> RequestKyc,
    TimeProvider Time,
    Action<string, Exception, object?>? RecoveryFailed = null,
    Action<bool>? Asked = null,
    NodeTelemetry? Telemetry = null,
    KycPace? Pace = null,
    Func<bool>? HasRoom = null);

/// <summary>The one owner of one payment in the cluster: stores what its shell decides, and answers only once it is stored.</summary>
public sealed class PaymentActor : ReceivePersistentActor, IWithTimers
{
    private const string WakeTimer = "wake";
    private readonly PaymentActorContext _context;
    private readonly PaymentShell<IActorRef> _shell;
    private readonly string _paymentId;
    private readonly string _requestId;
    private PaymentObservation _observed;

    public PaymentActor(string paymentId, PaymentActorContext context)
    {
        _context = context;
        _paymentId = paymentId;
        _shell = new PaymentShell<IActorRef>(context.Decider, context.Patience, () => context.IntakeResumed(paymentId), context.Pace, context.HasRoom);
        _requestId = KycCorrelation.RequestIdOf(paymentId);
        PersistenceId = PersistenceIdOf(paymentId);
        _observed = new PaymentObservation(context.Telemetry);

        Recover<PaymentEvent>(_shell.Recover);
        Recover<RecoveryCompleted>(_ => CarryOut(_shell.Recovered(Now)));
        Command<ScorePayment>(ask =>
        {
            _context.Asked?.Invoke(SenderIsHere);
            _observed.Asked(ask.TraceParent, _shell.State is PaymentState.New);
            CarryOut(_shell.Score(ask, _requestId, Sender, Now));
        });
        Command<DeliverKycAnswer>(deliver => CarryOut(_shell.Answer(deliver.Answer, Sender, SenderIsHere, Now), deliver.TraceParent));
        Command<Wakeup>(_ => CarryOut(_shell.Wake(Now)));
        Command<StopPayment>(_ => Context.Stop(Self));
    }

    public override string PersistenceId { get; }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>There are no snapshots: a payment has three events at most.</summary>
    public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

    private DateTimeOffset Now => _context.Time.GetUtcNow();

    private bool SenderIsHere => Sender is IInternalActorRef { IsLocal: true };

    /// <summary>Under what name the journal keeps a payment's events.</summary>
    public static string PersistenceIdOf(string paymentId) => "payment-" + paymentId;

    public static Props PropsFor(string paymentId, PaymentActorContext context) => Props.Create(() => new PaymentActor(paymentId, context));

    // A connection error can arrive as a rejection; whether the row was written is then not known. The next incarnation reads it.
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        _observed.PersistFailed(rejected: true);
        Log.Warning(cause, "The journal rejected event {0} of {1}; the actor stops (trace {2})", sequenceNr, PersistenceId, RecordTrace.TraceIdOf(_observed.TraceParent));
        Context.Stop(Self);
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        _observed.PersistFailed(rejected: false);
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    // The actor stops. Whoever asks again makes the next incarnation, which tries again.
    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        base.OnRecoveryFailure(reason, message);
        _context.RecoveryFailed?.Invoke(_paymentId, reason, message);
    }

    protected override void PreStart()
    {
        _observed.Started();
        base.PreStart();
    }

    protected override void PostStop()
    {
        _observed.Stopped();
        CarryOut(_shell.Stopped());
        base.PostStop();
    }

    private void CarryOut(IReadOnlyList<ShellEffect<IActorRef>> effects, string? causedBy = null)
    {
        foreach (var effect in effects)
        {
            CarryOut(effect, causedBy);
        }
    }

    private void CarryOut(ShellEffect<IActorRef> effect, string? causedBy)
    {
        switch (effect)
        {
            case ShellEffect<IActorRef>.Persist persist:
                _observed.Persisting(_paymentId, persist.Reply, causedBy);
                Persist(persist.Event, _ =>
                {
                    _observed.Persisted(persist.Event);
                    CarryOut(_shell.Persisted(persist, Now));
                });
                break;
            case ShellEffect<IActorRef>.Tell tell:
                tell.Asker.Tell(tell.Reply, Self);
                break;
            case ShellEffect<IActorRef>.RequestKyc(var request, var attempt):
                _observed.Requested();
                _context.RequestKyc(new KycRequest(request.RequestId, request.PaymentId, request.WalletId, attempt, Now, request.Deadline), _observed.TraceParent);
                break;
            case ShellEffect<IActorRef>.WakeAfter wake:
                Timers.StartSingleTimer(WakeTimer, Wakeup.Instance, wake.Delay);
                break;
            case ShellEffect<IActorRef>.Passivate:
                Context.Parent.Tell(new Passivate(StopPayment.Instance));
                break;
        }
    }

    /// <summary>The timer's message.</summary>
    public sealed record Wakeup : INotInfluenceReceiveTimeout
    {
        public static Wakeup Instance { get; } = new();
    }
}
