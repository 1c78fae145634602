using RmsActors.Contracts;
using RmsActors.Domain.Payments;
using RmsActors.Rms.Kyc;
using RmsActors.Rms.Payments;

namespace RmsActors.Chaos.Simulation;

/// <summary>
/// A payment's actor without Akka: the product's shell, whose effects are carried out as <see cref="PaymentActor"/> does. What comes
/// during the recovery or a persist waits; after a failure the actor stops, and what waited is lost.
/// </summary>
internal sealed class PaymentEntity
{
    private readonly World _world;
    private readonly RmsNode _node;
    private PaymentShell<Asker> _shell;
    private readonly string _paymentId;
    private readonly string _persistenceId;
    private readonly string _requestId;
    private readonly Queue<Action> _stash = [];
    private readonly List<(IPaymentMessage Message, Asker Asker)> _forTheNext = [];
    private long _sequenceNr;
    private int _timer;
    private bool _busy = true;
    private bool _stopped;
    private bool _passivating;

    public PaymentEntity(World world, RmsNode node, string paymentId, int shard)
    {
        (_world, _node, _paymentId, Shard) = (world, node, paymentId, shard);
        _persistenceId = PaymentActor.PersistenceIdOf(paymentId);
        _requestId = KycCorrelation.RequestIdOf(paymentId);
        _shell = NewShell();
        node.In(world.Journal.Time() / 2, Recover);
    }

    public int Shard { get; }

    /// <summary>A message has come.</summary>
    public void Tell(IPaymentMessage message, Asker asker)
    {
        if (_passivating)
        {
            _forTheNext.Add((message, asker));
            return;
        }

        Command(() => CarryOut(message switch
        {
            ScorePayment ask => Score(ask, asker),
            DeliverKycAnswer deliver => _shell.Answer(Checked(deliver.Answer), asker, asker.Node == _node, _world.Now),
            _ => throw new ArgumentException($"{message.GetType().Name} is no message to a payment", nameof(message)),
        }));
    }

    /// <summary>A hand-off, or nothing left to do: stop once the running persist is done.</summary>
    public void Stop() => Command(End);

    private void Command(Action command)
    {
        if (_stopped)
        {
            return;
        }

        if (_busy)
        {
            _stash.Enqueue(command);
        }
        else
        {
            command();
        }
    }

    private void Recover()
    {
        if (_stopped)
        {
            return;
        }

        if (_world.GoesWrong(_world.Conditions.RecoveryFails))
        {
            _world.Fault("recovery failed", _persistenceId);
            End();
            return;
        }

        var events = _world.Journal.Read(_persistenceId, out _sequenceNr);

        // What has been read takes its time to arrive, and others may write meanwhile.
        _node.In(_world.Journal.Time() / 2, () =>
        {
            foreach (var happened in events)
            {
                _shell.Recover(happened);
            }

            CarryOut(_shell.Recovered(_world.Now));
            GoOn();
        });
    }

    private void GoOn()
    {
        _busy = false;
        while (!_busy && !_stopped && _stash.TryDequeue(out var command))
        {
            command();
        }
    }

    private void CarryOut(IReadOnlyList<ShellEffect<Asker>> effects)
    {
        foreach (var effect in effects)
        {
            CarryOut(effect);
        }
    }

    private void CarryOut(ShellEffect<Asker> effect)
    {
        switch (effect)
        {
            case ShellEffect<Asker>.Persist persist:
                Persist(persist);
                break;
            case ShellEffect<Asker>.Tell tell:
                _world.Cluster.Answer(_node, tell.Asker, tell.Reply);
                break;
            case ShellEffect<Asker>.RequestKyc(var request, var attempt):
                _node.Step("before the request to KYC for", _paymentId);
                _world.Producer.TrySend(_node, KycRequests.ToRecord(
                    new KycRequest(request.RequestId, request.PaymentId, request.WalletId, attempt, _world.Now, request.Deadline)));
                _node.Step("after the request to KYC for", _paymentId);
                break;
            case ShellEffect<Asker>.WakeAfter wake:
                WakeAfter(wake.Delay);
                break;
            case ShellEffect<Asker>.Passivate when !_passivating:
                _passivating = true;
                _node.In(_world.Dice.Below(100), Stop);
                break;
        }
    }

    private void Persist(ShellEffect<Asker>.Persist persist)
    {
        _node.Step("before a persist of", _paymentId);
        _busy = true;
        if (_world.Bug == PlantedBug.PublishBeforePersist)
        {
            CarryOut(_shell.Persisted(persist, _world.Now));
        }

        _world.Journal.Write(_node, _persistenceId, ++_sequenceNr, persist.Event, answer =>
        {
            if (_stopped)
            {
                return;
            }

            if (answer != JournalAnswer.Written)
            {
                End();
                return;
            }

            _node.Step("after a persist of", _paymentId);
            if (_world.Bug != PlantedBug.PublishBeforePersist)
            {
                CarryOut(_shell.Persisted(persist, _world.Now));
            }

            GoOn();
        });
    }

    private void WakeAfter(TimeSpan delay)
    {
        var timer = ++_timer;
        _node.In((long)Math.Ceiling(delay.TotalMicroseconds), () =>
        {
            if (timer == _timer)
            {
                Command(() => CarryOut(_shell.Wake(_world.Now)));
            }
        });
    }

    private void End()
    {
        if (!_stopped)
        {
            _stopped = true;
            CarryOut(_shell.Stopped());
            _node.Stopped(_paymentId, this, _forTheNext);
        }
    }

    private PaymentShell<Asker> NewShell() => new(() => _node.Decider, _world.Conditions.Patience, () => _node.IntakeResumed, _node.Pace);

    private IReadOnlyList<ShellEffect<Asker>> Score(ScorePayment ask, Asker asker)
    {
        if (_world.Bug == PlantedBug.OtherContentMerged && _shell.State is PaymentState.AwaitingKyc before && ask.Payment != before.Payment)
        {
            // Those who waited ask again.
            var merged = ask.Payment with { WalletId = before.Payment.WalletId };
            _shell = NewShell();
            _shell.Recover(new PaymentEvent.ScoringStarted(merged, before.RequestId, before.ReceivedAt, before.Deadline));
        }

        return _shell.Score(ask, _requestId, asker, _world.Now);
    }

    private KycAnswer Checked(KycAnswer answer) =>
        _world.Bug == PlantedBug.NoCorrelationCheck ? new KycAnswer(answer.Score, _requestId, null, null, null) : answer;
}
