using RmsActors.Chaos.Harness;
using RmsActors.Chaos.Report;

namespace RmsActors.Chaos.Tests.Report;

public sealed class LatenciesTests
{
    private const int Rate = 10;
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    // For ten seconds, evenly.
    private static List<Timings.Passage> Arriving(Func<DateTimeOffset, DateTimeOffset?> decidedOf) => [.. Enumerable.Range(0, 10 * Rate)
        .Select(n => Start.AddSeconds((double)n / Rate))
        .Select((at, n) => new Timings.Passage($"p{n}") { Arrived = at, Decided = decidedOf(at) })];

    private static double? AfterReturn(double returnedAt, Func<DateTimeOffset, DateTimeOffset?> decidedOf) =>
        Latencies.AfterDatabaseReturnSeconds(Arriving(decidedOf), [Start.AddSeconds(returnedAt)], Rate);

    [Fact]
    public void The_full_rate_is_back_with_the_first_of_as_many_decisions_in_a_second_as_payments_come() =>
        AfterReturn(4, at => at < Start.AddSeconds(6) ? null : at).ShouldBe(2);

    [Fact]
    public void A_rate_that_never_comes_back_takes_for_ever() =>
        AfterReturn(4, at => at < Start.AddSeconds(4) ? at : Start + (2 * (at - Start))).ShouldBe(double.PositiveInfinity);

    [Fact]
    public void What_returns_when_next_to_nothing_is_left_to_come_is_not_measured() =>
        AfterReturn(9.5, at => at).ShouldBeNull();

    [Fact]
    public void Without_a_return_there_is_nothing_to_measure() =>
        Latencies.AfterDatabaseReturnSeconds(Arriving(at => at), [], Rate).ShouldBeNull();
}
