namespace RmsActors.Hosting.Tests;

public class CountersTests
{
    [Fact]
    public async Task Counts_from_several_threads_add_up_and_gauges_are_read_when_asked_for()
    {
        var counters = new Counters();
        var inFlight = 1L;
        counters.Gauge("inFlight", () => inFlight);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                counters.Add("requests");
            }
        })));
        counters.Add("Bytes", 512);
        inFlight = 7;

        counters.Snapshot().ShouldBe(new Dictionary<string, long> { ["Bytes"] = 512, ["inFlight"] = 7, ["requests"] = 8_000 });
        counters.Snapshot().Keys.ShouldBe(["Bytes", "inFlight", "requests"]);
    }
}
