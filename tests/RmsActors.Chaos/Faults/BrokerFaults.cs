using Confluent.Kafka;
using RmsActors.Chaos.Harness;
using RmsActors.Contracts;
using RmsActors.Kafka;

namespace RmsActors.Chaos.Faults;

/// <summary>The brokers go away, are slow, refuse, hand over to one another, or do what they are asked to and do not say so.</summary>
internal static class BrokerFaults
{
    /// <summary>How long the roles' clients wait for an answer in a run; a lost one takes longer.</summary>
    public static readonly TimeSpan SocketTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenMoves = TimeSpan.FromSeconds(2);
    private const int Moves = 3;

    // The brokers have one round trip.
    private static readonly SemaphoreSlim OneAtATime = new(1);

    public static IEnumerable<FaultKind> All() =>
    [
        new("broker-down", "the brokers are away for some seconds", TimeSpan.FromSeconds(25), async (context, random, cancel) =>
        {
            var length = TimeSpan.FromSeconds(2 + (random.NextDouble() * 4));
            context.Broker.Faults.TakeDown();
            context.Log.Struck("broker-down", $"away for {length.TotalSeconds:0.0} s");
            await context.PauseAsync(length, cancel);
            context.Broker.Faults.BringUp();
            context.Log.Tell("broker-down", "back");
        }),
        new("broker-slow", "every answer of the broker takes a quarter of a second", TimeSpan.FromSeconds(25), (context, random, cancel) =>
            RoundTripAsync(context, "broker-slow", Slow, TimeSpan.FromSeconds(5), cancel)),
        new("response-lost", "the broker takes records and its answers come too late", TimeSpan.FromSeconds(30), (context, random, cancel) =>
            RoundTripAsync(context, "response-lost", SocketTimeout + TimeSpan.FromSeconds(1), SocketTimeout + TimeSpan.FromSeconds(2), cancel)),
        new("not-enough-replicas", "the broker refuses records for want of replicas", TimeSpan.FromSeconds(15), (context, random, cancel) =>
            Refuse(context, "not-enough-replicas", EmbeddedBrokerFaults.Produce, [ErrorCode.NotEnoughReplicas, ErrorCode.NotEnoughReplicasAfterAppend, ErrorCode.RequestTimedOut])),
        new("commit-refused", "the broker refuses offset commits", TimeSpan.FromSeconds(15), (context, random, cancel) =>
            Refuse(context, "commit-refused", EmbeddedBrokerFaults.OffsetCommit, [ErrorCode.GroupLoadInProgress, ErrorCode.NotCoordinatorForGroup, ErrorCode.RequestTimedOut])),
        new("leader-moves", "who leads half of all partitions is drawn anew, time and again", TimeSpan.FromSeconds(20), (context, random, cancel) =>
            MoveAsync(context, "leader-moves", () => MoveLeaders(context.Broker, random), cancel)),
        new("coordinator-moves", "who coordinates the consumer groups is drawn anew, time and again", TimeSpan.FromSeconds(20), (context, random, cancel) =>
            MoveAsync(context, "coordinator-moves", () => MoveCoordinators(context.Broker, random), cancel)),
    ];

    private static async Task MoveAsync(FaultContext context, string kind, Func<string> move, CancellationToken cancel)
    {
        for (var moved = 0; moved < Moves; moved++)
        {
            context.Log.Struck(kind, move());
            await context.PauseAsync(BetweenMoves, cancel);
        }
    }

    private static string MoveLeaders(EmbeddedBroker broker, Random random)
    {
        var moved = 0;
        foreach (var topic in Topics.All.Concat(Topics.All.Select(Topics.DeadLettersOf)))
        {
            foreach (var partition in Enumerable.Range(0, ChaosOptions.Partitions).Where(_ => random.Next(2) == 0))
            {
                broker.Faults.MoveLeader(topic, partition, AnyBroker(broker, random));
                moved++;
            }
        }

        return $"of {moved} partitions";
    }

    private static string MoveCoordinators(EmbeddedBroker broker, Random random)
    {
        var moves = GroupOffsets.GroupNames.Select(group => (Group: group, Broker: AnyBroker(broker, random))).ToList();
        moves.ForEach(move => broker.Faults.MoveCoordinator(move.Group, move.Broker));
        return string.Join(", ", moves.Select(move => $"{move.Group} to broker {move.Broker}"));
    }

    private static int AnyBroker(EmbeddedBroker broker, Random random) => 1 + random.Next(broker.Brokers);

    private static Task Refuse(FaultContext context, string kind, short apiKey, ErrorCode[] errors)
    {
        const int Rounds = 5;
        context.Broker.Faults.FailNext(apiKey, [.. Enumerable.Repeat(errors, Rounds).SelectMany(round => round)]);
        context.Log.Struck(kind, $"the next {Rounds * errors.Length} requests fail");
        return Task.CompletedTask;
    }

    private static async Task RoundTripAsync(FaultContext context, string kind, TimeSpan roundTrip, TimeSpan length, CancellationToken cancel)
    {
        await OneAtATime.WaitAsync(cancel);
        context.Broker.Faults.SetRoundTrip(roundTrip);
        context.Log.Struck(kind, $"{roundTrip.TotalMilliseconds:0} ms for {length.TotalSeconds:0} s");
        try
        {
            await context.PauseAsync(length, cancel);
        }
        finally
        {
            context.Broker.Faults.SetRoundTrip(TimeSpan.Zero);
            OneAtATime.Release();
        }
    }
}
