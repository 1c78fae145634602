using RmsActors.Kafka;

namespace RmsActors.Chaos.Simulation;

/// <summary>What is complete, and what of that the group has been told.</summary>
internal sealed partial class SimulatedConsumer
{
    private readonly Dictionary<(string Topic, int Partition), long> _stored = [];
    private bool _commitIsDue;

    /// <summary>A record's effect is durable.</summary>
    public void Complete(CommittableOffset completed) => _process.In(_world.Dice.Below(200), _incarnation, () =>
    {
        if (_intake.Complete(EpochOf(completed)) is { } watermark)
        {
            _stored[(completed.Topic, completed.Partition)] = watermark + (_world.Bug == PlantedBug.WatermarkOffByOne ? 1 : 0);
            CommitLater();
        }

        ReadOn();
    });

    private CommittableOffset EpochOf(CommittableOffset completed) =>
        _world.Bug == PlantedBug.LateCompletionAccepted && _readings.TryGetValue((completed.Topic, completed.Partition), out var reading)
            ? completed with { Epoch = reading.Epoch }
            : completed;

    private void CommitLater()
    {
        if (!_commitIsDue)
        {
            _commitIsDue = true;
            _process.In(_world.Conditions.CommitInterval, _incarnation, () =>
            {
                _commitIsDue = false;
                _process.Step("before a commit");
                CommitStored();
                _process.Step("after a commit");
            });
        }
    }

    private void CommitStored()
    {
        if (_stored.Count == 0)
        {
            return;
        }

        if (_world.GoesWrong(_world.Conditions.CommitLost))
        {
            _world.Fault("commit lost", _process.Name);
            CommitLater();
        }
        else if (_group.Commit(this, _stored))
        {
            _stored.Clear();
        }
        else
        {
            _world.Fault("commit refused", _process.Name);
            HearsOfItsLoss();
        }
    }
}
