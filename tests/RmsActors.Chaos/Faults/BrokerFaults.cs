using Confluent.Kafka;
using RmsActors.Kafka;

namespace RmsActors.Chaos.Faults;

/// <summary>The broker goes away, is slow, refuses, or does what it is asked to and does not say so.</summary>
internal static class BrokerFaults
{
    /// <summary>How long the roles' clients wait for an answer in a run; a lost one takes longer.</summary>
    public static readonly TimeSpan SocketTimeout = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(250);

    public static IEnumerable<FaultKind> All() =>
    [
        new("broker-down", "the broker is away for some seconds", TimeSpan.FromSeconds(25), async (context, random, cancel) =>
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
    ];

    private static Task Refuse(FaultContext context, string kind, short apiKey, ErrorCode[] errors)
    {
        const int Rounds = 5;
        context.Broker.Faults.FailNext(apiKey, [.. Enumerable.Repeat(errors, Rounds).SelectMany(round => round)]);
        context.Log.Struck(kind, $"the next {Rounds * errors.Length} requests fail");
        return Task.CompletedTask;
    }

    private static async Task RoundTripAsync(FaultContext context, string kind, TimeSpan roundTrip, TimeSpan length, CancellationToken cancel)
    {
        context.Broker.Faults.SetRoundTrip(roundTrip);
        context.Log.Struck(kind, $"{roundTrip.TotalMilliseconds:0} ms for {length.TotalSeconds:0} s");
        try
        {
            await context.PauseAsync(length, cancel);
        }
        finally
        {
            context.Broker.Faults.SetRoundTrip(TimeSpan.Zero);
        }
    }
}
