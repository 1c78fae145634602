namespace RmsActors.Hosting.Tests;

public class ReadinessTests
{
    [Fact]
    public void Every_part_must_be_ready_at_once()
    {
        var readiness = new Readiness();
        readiness.Expect("streams");
        readiness.Expect("cluster");
        var ready = readiness.WhenReadyAsync();
        readiness.Missing.ShouldBe(["cluster", "streams"]);

        readiness.Set("streams", true);
        readiness.Set("streams", false);
        readiness.Set("cluster", true);
        readiness.Missing.ShouldBe(["streams"]);
        ready.IsCompleted.ShouldBeFalse();

        readiness.Set("streams", true);
        readiness.IsReady.ShouldBeTrue();
        ready.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public void A_part_that_fails_later_ends_readiness_but_what_was_announced_stays_so()
    {
        var readiness = new Readiness();
        readiness.Expect("streams");
        readiness.Set("streams", true);
        var announced = readiness.WhenReadyAsync();

        readiness.Set("streams", false);

        readiness.IsReady.ShouldBeFalse();
        announced.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public void Expecting_a_part_that_is_ready_changes_nothing()
    {
        var readiness = new Readiness();
        readiness.Set("streams", true);

        readiness.Expect("streams");

        readiness.IsReady.ShouldBeTrue();
    }

    [Fact]
    public void A_process_without_parts_is_ready() => new Readiness().WhenReadyAsync().IsCompletedSuccessfully.ShouldBeTrue();
}
