using RmsActors.Chaos.Simulation;
using Run = RmsActors.Chaos.Simulation.Simulation;

namespace RmsActors.Chaos.Tests.Simulation;

public sealed class DeterminismTests
{
    [Fact]
    public void The_same_seed_is_the_same_run()
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var digest = Run.Run(seed, 100).Digest();

            Run.Run(seed, 100).Digest().ShouldBe(digest, $"seed {seed}");
        }
    }

    [Fact]
    public void Runs_side_by_side_do_not_touch_each_other()
    {
        var alone = Enumerable.Range(1, 16).Select(seed => Run.Run((ulong)seed, 100).Digest()).ToList();

        var together = Enumerable.Range(1, 16).AsParallel().AsOrdered().WithDegreeOfParallelism(4).Select(seed => Run.Run((ulong)seed, 100).Digest()).ToList();

        together.ShouldBe(alone);
    }

    [Fact]
    public void Another_seed_is_another_run() =>
        Enumerable.Range(1, 20).Select(seed => Run.Run((ulong)seed, 50).Digest()).Distinct().Count().ShouldBe(20);

    [Fact]
    public void A_failed_run_fails_again_in_the_same_way()
    {
        var failed = SimulationBatch.Run(1, 300, 100, PlantedBug.DuplicateRowsIgnored).FirstFailure.ShouldNotBeNull();

        var again = Run.Run(failed.Seed, failed.Payments, PlantedBug.DuplicateRowsIgnored);

        again.Report().ShouldBe(failed.Report());
        again.Digest().ShouldBe(failed.Digest());
    }
}
