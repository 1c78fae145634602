using RmsActors.Contracts;
using RmsActors.Domain.Payments;
using RmsActors.Kafka;
using RmsActors.Rms.Payments;
using RmsActors.Rms.Streams;

namespace RmsActors.Chaos.Simulation;

/// <summary>An RMS node: details and replies in, questions to payments, decisions out.</summary>
internal sealed partial class RmsNode(World world, string name, SimulatedGroup group) : SimulatedProcess(world, name)
{
    private readonly Dictionary<string, PaymentEntity> _entities = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Action> _stoppingShards = [];
    private readonly bool[] _hosted = new bool[world.Conditions.Partitions];
    private SimulatedConsumer? _consumer;

    /// <summary>The rules that this node has read last.</summary>
    public PaymentDecider Decider { get; set; } = null!;

    /// <summary>The rest of the cluster sees nothing of it.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>Since when its consumer group has been settled. Of what <see cref="ReplyIntakeGate"/> looks at, this alone; shards that follow their partitions would need less.</summary>
    public DateTimeOffset IntakeResumed { get; private set; } = DateTimeOffset.MaxValue;

    public KycPace Pace { get; private set; } = new();

    public bool Hosts(int shard) => _hosted[shard];

    public void Host(int shard) => _hosted[shard] = true;

    /// <summary>A message for a payment has come to this node.</summary>
    public void Deliver(int shard, IPaymentMessage message, Asker asker, int hop)
    {
        if (!_hosted[shard])
        {
            World.Cluster.Tell(this, message, asker, hop + 1);
        }
        else if (!_stoppingShards.ContainsKey(shard))
        {
            Entity(message.PaymentId, shard).Tell(message, asker);
        }
    }

    /// <summary>Stops a shard's payments, and says when it is done.</summary>
    public void StopShard(int shard, Action stopped)
    {
        _stoppingShards[shard] = stopped;
        foreach (var entity in _entities.Values.Where(e => e.Shard == shard).ToList())
        {
            entity.Stop();
        }

        ShardMayHaveStopped(shard);
    }

    /// <summary>A payment's actor has stopped. What came while it was passivating is for the next one.</summary>
    public void Stopped(string paymentId, PaymentEntity entity, IReadOnlyList<(IPaymentMessage Message, Asker Asker)> left)
    {
        _entities.Remove(paymentId);
        foreach (var (message, asker) in left)
        {
            Deliver(entity.Shard, message, asker, 0);
        }

        ShardMayHaveStopped(entity.Shard);
    }

    /// <summary>Ends in order: reads no more payments, finishes what it can, and leaves the group before the cluster.</summary>
    public void Drain(long limit)
    {
        if (_consumer is { } consumer && IsAlive && !IsPaused)
        {
            World.Fault("drain", Name);
            consumer.Stop(Topics.PaymentDetails);
            WaitForIdle(consumer, World.Schedule.Elapsed + limit);
        }
    }

    protected override void OnStarted()
    {
        IsCutOff = false;
        IntakeResumed = DateTimeOffset.MaxValue;
        Pace = new();
        World.Cluster.Joined(this);
        _consumer = new SimulatedConsumer(
            World,
            this,
            group,
            [new Subscription(Topics.PaymentDetails, World.Conditions.MaxUndecided), new Subscription(Topics.WalletKycResponse, World.Conditions.MaxRepliesUnderWay)],
            Handle,
            resumed => IntakeResumed = resumed ? World.Schedule.GetUtcNow() : DateTimeOffset.MaxValue);
    }

    protected override void OnEnded()
    {
        _entities.Clear();
        _asks.Clear();
        Array.Clear(_voices);
        _stoppingShards.Clear();
        Array.Clear(_hosted);
        _consumer!.Die();
        World.Cluster.Died(this);
    }

    protected override void OnPaused() => _consumer!.Paused();

    private PaymentEntity Entity(string paymentId, int shard)
    {
        if (!_entities.TryGetValue(paymentId, out var entity))
        {
            _entities.Add(paymentId, entity = new PaymentEntity(World, this, paymentId, shard));
        }

        return entity;
    }

    private void ShardMayHaveStopped(int shard)
    {
        if (_stoppingShards.TryGetValue(shard, out var stopped) && !_entities.Values.Any(e => e.Shard == shard))
        {
            _stoppingShards.Remove(shard);
            _hosted[shard] = false;
            stopped();
        }
    }

    private void WaitForIdle(SimulatedConsumer consumer, long until) => In(10 * Schedule.Millisecond, () =>
    {
        if (!consumer.IsIdle(Topics.PaymentDetails) && World.Schedule.Elapsed < until)
        {
            WaitForIdle(consumer, until);
            return;
        }

        consumer.Leave();
        End("stopped", "drained");
    });
}
