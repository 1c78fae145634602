using RmsActors.Domain.Scoring;

namespace RmsActors.Domain.Tests.Scoring;

public class ScoringPolicyTests
{
    [Fact]
    public void The_initial_policy_can_be_used()
    {
        ScoringPolicy.Initial.Problems().ShouldBeEmpty();
        ScoringPolicy.Initial.ShouldBe(new ScoringPolicy(1, 0.5m, 0.3m, 0.2m, 70m, 100m, Verdict.Review));
    }

    [Fact]
    public void Every_problem_is_named()
    {
        var problems = new ScoringPolicy(0, 1.5m, -0.3m, 0.2m, 101m, -1m, Verdict.Review).Problems();
        problems.ShouldBe(
        [
            "version 0: expected 1 or more",
            "user_weight 1.5: expected 0 to 1",
            "country_weight -0.3: expected 0 to 1",
            "threshold 101: expected 0 to 100",
            "default_score -1: expected 0 to 100",
            "weights 1.5 + -0.3 + 0.2: expected a sum of 1",
        ]);
    }

    [Fact]
    public void Weights_sum_to_exactly_one() =>
        (ScoringPolicy.Initial with { UserWeight = 0.5001m }).Problems().ShouldBe(["weights 0.5001 + 0.3 + 0.2: expected a sum of 1"]);
}
