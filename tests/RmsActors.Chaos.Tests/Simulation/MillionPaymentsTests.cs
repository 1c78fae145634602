using RmsActors.Chaos.Simulation;
using Xunit.Abstractions;

namespace RmsActors.Chaos.Tests.Simulation;

public sealed class MillionPaymentsTests(ITestOutputHelper output)
{
    private const int Runs = 4_000;
    private const int PaymentsEach = 250;

    // A fault that never struck has shown nothing.
    private static readonly string[] Expected =
    [
        "commit lost", "commit refused", "crash", "cut off", "details again", "downed", "drain", "duplicate key", "hand-off", "other content", "pause", "poison",
        "policy", "producer failed", "rebalance", "recovery failed", "resume", "row not written", "row written after a failure",
        "row written and reported as failed", "shards taken over", "stopped",
    ];

    [Fact]
    public void No_payment_of_a_million_is_lost_or_decided_twice()
    {
        var batch = SimulationBatch.Run(1, Runs, PaymentsEach);

        output.WriteLine($"{batch.Runs} runs in {batch.Took}\n{batch.Totals}");
        batch.FirstFailure?.Report().ShouldBeNull("run it again: simulate --seed with the seed below");
        batch.Totals.Payments.ShouldBe(Runs * PaymentsEach);
        batch.Totals.Decided.ShouldBe(batch.Totals.Payments);
        Expected.Except(batch.Totals.Faults.Keys).ShouldBeEmpty();
        batch.Totals.DuplicateDecisions.ShouldBeGreaterThan(0);
        batch.Totals.ContentConflicts.ShouldBeGreaterThan(0);
        batch.Totals.KycTimeouts.ShouldBeGreaterThan(0);
        batch.Totals.DeadLetters.ShouldBeGreaterThan(batch.Totals.PoisonRecords);
    }
}
