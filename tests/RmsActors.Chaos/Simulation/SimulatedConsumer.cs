using Confluent.Kafka;
using RmsActors.Kafka;

namespace RmsActors.Chaos.Simulation;

/// <summary>
/// A member of a group around the product's <see cref="Intake"/>, which says what may be read, what is complete, and what may be
/// committed. It belongs to one incarnation of its process.
/// </summary>
internal sealed partial class SimulatedConsumer
{
    private const int MostAtOnce = 10;

    private readonly World _world;
    private readonly SimulatedProcess _process;
    private readonly SimulatedGroup _group;
    private readonly Intake _intake;
    private readonly Action<ConsumeResult<byte[]?, byte[]?>, CommittableOffset> _handle;
    private readonly Action<bool> _rebalancing;
    private readonly Dictionary<(string Topic, int Partition), PartitionReading> _readings = [];
    private readonly Dictionary<(string Topic, int Partition), long> _suspended = [];
    private readonly int _incarnation;
    private long _version;

    public SimulatedConsumer(
        World world,
        SimulatedProcess process,
        SimulatedGroup group,
        IReadOnlyList<Subscription> subscriptions,
        Action<ConsumeResult<byte[]?, byte[]?>, CommittableOffset> handle,
        Action<bool>? rebalancing = null)
    {
        (_world, _process, _group, _handle, _rebalancing) = (world, process, group, handle, rebalancing ?? (_ => { }));
        _intake = new Intake(subscriptions, world.Conditions.MaxAboveWatermark, world.NextEpoch);
        _incarnation = process.Incarnation;
        group.Join(this);
    }

    /// <summary>The group's generation at the latest assignment.</summary>
    public int Generation { get; private set; }

    /// <summary>Whether it answers the group's coordinator.</summary>
    public bool IsResponsive => _process.IsAlive && _process.Incarnation == _incarnation && !_process.IsPaused;

    public void OnAssigned(int generation, IReadOnlyList<(SimulatedPartition Partition, long Start)> assigned)
    {
        Generation = generation;
        foreach (var (partition, start) in assigned)
        {
            var assignment = _intake.Assigned(partition.Topic, partition.Number, start);
            if (_world.Bug == PlantedBug.UnderWayForgotten && assignment.Position > start)
            {
                assignment = _intake.Assigned(partition.Topic, partition.Number, assignment.Position);
            }

            if (assignment.Watermark > start)
            {
                _stored[(partition.Topic, partition.Number)] = assignment.Watermark;
                CommitLater();
            }

            var reading = new PartitionReading(this, partition, partition.IndexOf(assignment.Position), assignment.Epoch);
            reading.Take = () => Take(reading);
            _readings[(partition.Topic, partition.Number)] = reading;
            partition.Readers.Add(reading);
            Fetch(reading);
        }

        _intake.DropSuspended();
        _suspended.Clear();
        _rebalancing(false);
    }

    public void OnRevoked()
    {
        CommitStored();
        _stored.Clear();
        foreach (var (key, reading) in _readings)
        {
            _intake.Suspend(key.Topic, key.Partition);
            _suspended[key] = reading.Epoch;
        }

        DropReadings();
        _rebalancing(true);
    }

    /// <summary>The group goes on without this member, which learns it some time after it can be reached again.</summary>
    public void HearsOfItsLoss() => _process.In(_world.Dice.Below(_world.Conditions.SessionTimeout), _incarnation, () =>
    {
        if (!_group.IsMember(this))
        {
            Forget();
            _group.Remove(this);
            _group.Join(this);
        }
    });

    /// <summary>The process has been stopped in its tracks; if that lasts, the group goes on without it.</summary>
    public void Paused() => _world.Schedule.In(_world.Conditions.SessionTimeout, () =>
    {
        if (!IsResponsive)
        {
            _group.Remove(this);
            HearsOfItsLoss();
        }
    });

    /// <summary>The process has ended: what it had read is gone. The group learns it when the session has run out.</summary>
    public void Die()
    {
        DropReadings();
        _world.Schedule.In(_world.Conditions.SessionTimeout, () => _group.Remove(this));
    }

    /// <summary>Nothing more of a topic is to be read.</summary>
    public void Stop(string topic) => _intake.Stop(topic);

    public bool IsIdle(string topic) => _intake.IsIdle(topic);

    /// <summary>Commits, and leaves in order.</summary>
    public void Leave()
    {
        CommitStored();
        Forget();
        _group.Remove(this);
    }

    /// <summary>Reads on, if there is something to read and it may be read.</summary>
    public void Fetch(PartitionReading reading)
    {
        if (!reading.IsUnderWay && reading.Next < reading.Partition.Records.Count)
        {
            reading.IsUnderWay = true;
            _process.In(_world.Latency(), _incarnation, reading.Take!);
        }
    }

    private void Take(PartitionReading reading)
    {
        reading.IsUnderWay = false;
        var (topic, number) = (reading.Partition.Topic, reading.Partition.Number);
        if (!IsCurrent(reading))
        {
            return;
        }

        for (var left = _world.Dice.Between(1, MostAtOnce); left > 0 && reading.Next < reading.Partition.Records.Count; left--)
        {
            if (_intake.PausedBecause(topic, number) != PauseReasons.None)
            {
                break;
            }

            var record = reading.Partition.Records[reading.Next++];
            if (_intake.Enter(topic, number, record.Offset.Value, _world.Now) is { } offset)
            {
                _process.In(_world.Latency() / 10, _incarnation, () => Hand(record, offset));
            }
        }

        if (_intake.PausedBecause(topic, number) == PauseReasons.None)
        {
            Fetch(reading);
        }
    }

    // Between the client and the stream there is a buffer; what waits there is dropped once its partition belongs to somebody else.
    private void Hand(ConsumeResult<byte[]?, byte[]?> record, CommittableOffset offset)
    {
        if (IsOurs(offset))
        {
            _handle(record, offset);
        }
        else if (_world.Bug == PlantedBug.LateCompletionAccepted)
        {
            _process.In(_world.Dice.Below(_world.Conditions.SessionTimeout), _incarnation, () => Complete(offset));
        }
    }

    private bool IsOurs(CommittableOffset offset)
    {
        var key = (offset.Topic, offset.Partition);
        return (_readings.TryGetValue(key, out var current) && current.Epoch == offset.Epoch)
            || (_suspended.TryGetValue(key, out var epoch) && epoch == offset.Epoch);
    }

    private bool IsCurrent(PartitionReading reading) =>
        _readings.TryGetValue((reading.Partition.Topic, reading.Partition.Number), out var current) && current == reading;

    // Completions, and whatever else changes the intake, may have resumed partitions.
    private void ReadOn()
    {
        if (_intake.Version == _version)
        {
            return;
        }

        _version = _intake.Version;
        foreach (var reading in _readings.Values)
        {
            if (_intake.PausedBecause(reading.Partition.Topic, reading.Partition.Number) == PauseReasons.None)
            {
                Fetch(reading);
            }
        }
    }

    private void Forget()
    {
        _stored.Clear();
        _intake.DropSuspended();
        _suspended.Clear();
        foreach (var (topic, partition) in _readings.Keys)
        {
            _intake.Revoked(topic, partition);
        }

        DropReadings();
        _rebalancing(true);
    }

    private void DropReadings()
    {
        foreach (var reading in _readings.Values)
        {
            reading.Partition.Readers.Remove(reading);
        }

        _readings.Clear();
    }
}
