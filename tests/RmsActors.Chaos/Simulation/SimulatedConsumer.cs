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
    private readonly Action<bool> _resumed;
    private readonly Dictionary<(string Topic, int Partition), PartitionReading> _readings = [];
    private readonly Dictionary<(string Topic, int Partition), PartitionReading> _ended = [];
    private readonly int _incarnation;
    private long _version;

    public SimulatedConsumer(
        World world,
        SimulatedProcess process,
        SimulatedGroup group,
        IReadOnlyList<Subscription> subscriptions,
        Action<ConsumeResult<byte[]?, byte[]?>, CommittableOffset> handle,
        Action<bool>? resumed = null)
    {
        (_world, _process, _group, _handle, _resumed) = (world, process, group, handle, resumed ?? (_ => { }));
        _intake = new Intake(subscriptions, world.Conditions.MaxAboveWatermark, world.NextEpoch);
        _incarnation = process.Incarnation;
        group.Join(this);
    }

    /// <summary>Whether it answers the group's coordinator.</summary>
    public bool IsResponsive => _process.IsAlive && _process.Incarnation == _incarnation && !_process.IsPaused;

    /// <summary>These partitions are its own as well.</summary>
    public void OnAssigned(IReadOnlyList<(SimulatedPartition Partition, long Start)> assigned)
    {
        foreach (var (partition, start) in assigned)
        {
            var reading = new PartitionReading(this, partition, partition.IndexOf(start), _intake.Assigned(partition.Topic, partition.Number, start));
            reading.Take = () => Take(reading);
            _readings[(partition.Topic, partition.Number)] = reading;
            partition.Readers.Add(reading);
            if (_world.Bug == PlantedBug.StaleFetchAccepted && _ended.Remove((partition.Topic, partition.Number), out var stale))
            {
                stale.Take!();
            }

            Fetch(reading);
        }

        _resumed(true);
    }

    /// <summary>These partitions are to be given away.</summary>
    public void OnRevoked(IReadOnlyList<(string Topic, int Partition)> partitions)
    {
        if (partitions.Count > 0)
        {
            CommitStored();
            Forget(partitions);
            _resumed(true);
        }
    }

    /// <summary>The group goes on without this member, which learns it some time after it can be reached again.</summary>
    public void HearsOfItsLoss() => _process.In(_world.Dice.Below(_world.Conditions.SessionTimeout), _incarnation, () =>
    {
        if (!_group.IsMember(this))
        {
            ForgetAll();
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
        foreach (var reading in _readings.Values)
        {
            reading.Partition.Readers.Remove(reading);
        }

        _readings.Clear();
        _world.Schedule.In(_world.Conditions.SessionTimeout, () => _group.Remove(this));
    }

    /// <summary>Nothing more of a topic is to be read.</summary>
    public void Stop(string topic) => _intake.Stop(topic);

    public bool IsIdle(string topic) => _intake.IsIdle(topic);

    /// <summary>Commits, and leaves in order.</summary>
    public void Leave()
    {
        CommitStored();
        ForgetAll();
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

        // What was fetched for an assignment that has ended is not delivered; with the mistake it is, if the partition has come back meanwhile.
        if (!IsCurrent(reading) && (_world.Bug != PlantedBug.StaleFetchAccepted || !_readings.ContainsKey((topic, number))))
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

    private bool IsOurs(CommittableOffset offset) =>
        _readings.TryGetValue((offset.Topic, offset.Partition), out var current) && current.Epoch == offset.Epoch;

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

    private void ForgetAll()
    {
        Forget([.. _readings.Keys]);
        _resumed(false);
    }

    private void Forget(IReadOnlyList<(string Topic, int Partition)> partitions)
    {
        foreach (var partition in partitions)
        {
            _stored.Remove(partition);
            _intake.Revoked(partition.Topic, partition.Partition);
            if (_readings.Remove(partition, out var reading))
            {
                reading.Partition.Readers.Remove(reading);
                _ended[partition] = reading;
            }
        }
    }
}
