using RmsActors.Chaos.Harness;
using RmsActors.Cli.Demo;
using RmsActors.Kafka;

namespace RmsActors.Chaos.Faults;

/// <summary>What faults strike at, and whom they tell.</summary>
/// <param name="Options">What the run was asked for.</param>
/// <param name="Supervisor">The roles.</param>
/// <param name="Roles">Their names.</param>
/// <param name="Hosts">Where nodes run; null: beside the others.</param>
/// <param name="Broker">The embedded one.</param>
/// <param name="Database">The server with every store.</param>
/// <param name="Producer">Writes what should not be there.</param>
/// <param name="Feeder">Submits payments.</param>
/// <param name="Observer">Sees what is there.</param>
/// <param name="Log">Hears of everything that is done.</param>
internal sealed record FaultContext(
    ChaosOptions Options, Supervisor Supervisor, ChaosRoles Roles, NodeHosts? Hosts, EmbeddedBroker Broker, ChaosDatabase Database, KafkaProducer Producer, Feeder Feeder, Observer Observer, FaultLog Log, TimeProvider Time)
{
    /// <summary>One of the nodes that run now.</summary>
    public string AnyNode(Random random) => Roles.Nodes[random.Next(Roles.Nodes.Count)];

    public Task PauseAsync(TimeSpan length, CancellationToken cancel) => Task.Delay(length, Time, cancel);
}
