using RmsActors.Cli.Demo;
using RmsActors.Contracts;
using RmsActors.Payments;
using static RmsActors.Cli.Tests.Demo.Decisions;

namespace RmsActors.Cli.Tests.Demo;

public class DemoOutcomeTests
{
    private readonly ObservedDecisions _observed = new(new HashSet<string>(["p"]));

    [Theory]
    [InlineData(DecisionKind.Approve, "Approved")]
    [InlineData(DecisionKind.Decline, "Declined")]
    [InlineData(DecisionKind.Review, "InReview")]
    public void One_decision_and_the_status_that_it_says_is_as_it_must_be(DecisionKind kind, string status)
    {
        Observe(Of("p", kind));
        var outcome = Outcome(Stored(Of("p", kind)));
        outcome.Problems.ShouldBeEmpty();
        outcome.Count(Enum.Parse<PaymentStatus>(status)).ShouldBe(1);
    }

    [Fact]
    public void A_decision_of_an_earlier_run_stands() => Outcome(Stored(Of("p", DecisionKind.Approve))).Problems.ShouldBeEmpty();

    [Fact]
    public void Undecided_is_a_problem() => Outcome(Awaiting()).Problems.ShouldBe(["payment 'p' is undecided"]);

    [Fact]
    public void Not_even_stored_is_undecided()
    {
        var outcome = Outcome(null);
        outcome.Problems.ShouldBe(["payment 'p' is undecided"]);
        outcome.Count(PaymentStatus.AwaitingAntifraud).ShouldBe(1);
    }

    [Fact]
    public void Two_different_decisions_are_a_problem()
    {
        Observe(Of("p", DecisionKind.Approve));
        Observe(Of("p", DecisionKind.Decline));
        Outcome(Stored(Of("p", DecisionKind.Approve))).Problems.ShouldBe(["payment 'p' has 2 different decisions"]);
    }

    [Fact]
    public void A_status_that_the_decision_does_not_say_is_a_problem()
    {
        Observe(Of("p", DecisionKind.Decline));
        Outcome(Stored(Of("p", DecisionKind.Approve))).Problems
            .ShouldBe(["payment 'p' is Approved in the payment database, but was decided to Decline"]);
    }

    [Fact]
    public void A_status_without_any_decision_is_a_problem() =>
        Outcome(Awaiting() with { Status = PaymentStatus.Approved }).Problems
            .ShouldBe(["payment 'p' is Approved in the payment database, but has no decision"]);

    private void Observe(PayDecision decision) => _observed.Add(Key("p"), MessageCodec.Encode(decision));

    private DemoOutcome Outcome(StoredPayment? stored) => DemoOutcome.Of(["p"], _ => stored, _observed);
}
