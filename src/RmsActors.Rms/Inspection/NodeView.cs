using Akka.Actor;
using Akka.Hosting;
using RmsActors.Kafka;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Inspection;

/// <summary>What there is of this node to look at: at the start not all of it yet, at the end not any more. Looking starts nothing.</summary>
public sealed class NodeView(TimeProvider time)
{
    private volatile ActorSystem? _system;
    private volatile KafkaConsumer? _consumer;

    /// <summary>Read and not finished.</summary>
    public UnderWayPayments UnderWay { get; } = new(time);

    /// <summary>The actor system while it runs.</summary>
    public ActorSystem? System => _system is { } system && !system.WhenTerminated.IsCompleted ? system : null;

    /// <summary>The consumer, once the node takes payments in; after that, however it ended.</summary>
    public KafkaConsumer? Consumer => _consumer;

    /// <summary>The payments' region, once it is there.</summary>
    public IActorRef? Region => System is { } system && ActorRegistry.For(system).TryGet<PaymentShard>(out var region) ? region : null;

    /// <summary>The actor system has started.</summary>
    public void Follow(ActorSystem system) => _system = system;

    /// <summary>The node reads through this consumer.</summary>
    public void Follow(KafkaConsumer consumer) => _consumer = consumer;
}
