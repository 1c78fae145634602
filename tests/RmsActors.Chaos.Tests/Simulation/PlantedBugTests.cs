using RmsActors.Chaos.Checking;
using RmsActors.Chaos.Simulation;

namespace RmsActors.Chaos.Tests.Simulation;

/// <summary>What the simulation is worth: each of these mistakes has been made somewhere, and each is found.</summary>
public sealed class PlantedBugTests
{
    private const int MostRuns = 300;
    private const int PaymentsEach = 100;

    [Theory]
    [InlineData(nameof(PlantedBug.OffsetBeforePublish), Rule.NothingLost, Rule.OffsetsBehindDecisions)]
    [InlineData(nameof(PlantedBug.PublishBeforePersist), Rule.OneDecision)]
    [InlineData(nameof(PlantedBug.NoCorrelationCheck), Rule.Recomputable)]
    [InlineData(nameof(PlantedBug.OtherContentMerged), Rule.Recomputable)]
    [InlineData(nameof(PlantedBug.WatermarkOffByOne), Rule.NothingLost, Rule.OffsetsBehindDecisions)]
    [InlineData(nameof(PlantedBug.DecisionRecomputed), Rule.OneDecision)]
    [InlineData(nameof(PlantedBug.DuplicateRowsIgnored), Rule.OneDecision)]
    [InlineData(nameof(PlantedBug.LateCompletionAccepted), Rule.NothingLost, Rule.OffsetsBehindDecisions)]
    [InlineData(nameof(PlantedBug.StaleFetchAccepted), Rule.NothingLost, Rule.OffsetsBehindDecisions)]
    [InlineData(nameof(PlantedBug.DeadLetterNotAwaited), Rule.PoisonPutAside, Rule.OffsetsBehindDecisions)]
    public void Each_is_found_within_a_few_runs(string bug, params Rule[] broken)
    {
        var failure = SimulationBatch.Run(1, MostRuns, PaymentsEach, Enum.Parse<PlantedBug>(bug)).FirstFailure;

        failure.ShouldNotBeNull($"{MostRuns} runs of {PaymentsEach} payments found nothing");
        failure.Verdict.Violations.ShouldContain(violation => broken.Contains(violation.Rule), failure.Report());
        failure.Verdict.Violations.First(violation => broken.Contains(violation.Rule)).History.ShouldNotBeEmpty();
    }

    [Fact]
    public void Every_planted_bug_is_tried()
    {
        var tried = typeof(PlantedBugTests).GetMethod(nameof(Each_is_found_within_a_few_runs))!.GetCustomAttributesData()
            .Where(a => a.AttributeType == typeof(InlineDataAttribute))
            .Select(a => (string)((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!)[0].Value!);

        tried.ShouldBe(Enum.GetNames<PlantedBug>().Where(name => name != nameof(PlantedBug.None)), ignoreOrder: true);
    }
}
