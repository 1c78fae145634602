using System.Text.Json;
using RmsActors.Cli.Demo;

namespace RmsActors.Cli.Tests.Demo;

public class DemoReportTests
{
    private static readonly DemoReport Report = new(
        10, 4, 3, 2, 1, 5, 6, 7, 8, 12.345, 0.8, new Latency(1.5, 2.5, 3.5, 1234.5), new Replies(11, 22), 3);

    [Fact]
    public void The_file_has_every_member_by_its_name()
    {
        var path = Path.GetTempFileName();
        try
        {
            Report.Write(path);
            var written = JsonSerializer.Serialize(JsonDocument.Parse(File.ReadAllText(path)).RootElement);
            written.ShouldBe(
                """{"payments":10,"approved":4,"declined":3,"inReview":2,"undecided":1,"conflicting":5,"contentConflicts":6,"duplicateDecisions":7,"deadLettered":8,"seconds":12.345,"decisionsPerSecond":0.8,"latencyMs":{"p50":1.5,"p95":2.5,"p99":3.5,"max":1234.5},"replies":{"onOwner":11,"forwarded":22},"nodes":3}""");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_table_has_every_figure() => ResultTable.Rows(Report).ShouldBe(
    [
        ("approved", "4"), ("declined", "3"), ("in review", "2"), ("undecided", "1"), ("conflicting", "5"), ("duplicates", "7"), ("dead-lettered", "8"),
        ("decisions per second", "0.8"), ("latency p50", "1.5 ms"), ("latency p95", "2.5 ms"), ("latency p99", "3.5 ms"), ("latency max", "1234.5 ms"),
        ("replies on the owner", "11"), ("replies forwarded", "22"),
    ]);

    [Fact]
    public void Percentiles_are_of_the_latencies()
    {
        var latency = Latency.Of(Enumerable.Range(1, 1000).Select(ms => TimeSpan.FromMilliseconds(ms)));
        latency.P50!.Value.ShouldBe(500, 1);
        latency.P95!.Value.ShouldBe(950, 2);
        latency.P99!.Value.ShouldBe(990, 2);
        latency.Max.ShouldBe(1000);
    }

    [Fact]
    public void Where_nothing_was_decided_there_is_no_latency() => Latency.Of([]).ShouldBe(new Latency(null, null, null, null));
}
