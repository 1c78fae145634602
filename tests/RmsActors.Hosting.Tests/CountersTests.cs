using System.Diagnostics.Metrics;

namespace RmsActors.Hosting.Tests;

public class CountersTests
{
    [Fact]
    public async Task Counts_from_several_threads_add_up_and_gauges_are_read_when_asked_for()
    {
        using var counters = new Counters();
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

    [Fact]
    public void What_is_published_is_a_metric_from_0_on_and_whatever_else_is_counted_appears_by_its_name()
    {
        using var counters = new Counters();
        counters.Publish("rms.letters", "{letter}", "Letters.", CountSeries.Of("lettersIn", "way", "in"), CountSeries.Of("lettersOut", "way", "out"));
        counters.Gauge("open", () => 3, "rms.open", "{letter}", "Open letters.");
        counters.Add("lettersIn", 2);
        counters.Add("stamps", 5);

        Collect(counters).ShouldBe(["rms.letters way=in 2", "rms.letters way=out 0", "rms.open 3", "rms.stats name=stamps 5"]);
    }

    [Fact]
    public void Counting_allocates_nothing()
    {
        using var counters = new Counters();
        counters.Publish("rms.letters", "{letter}", "Letters.", new CountSeries("letters"));
        counters.Add("letters");

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            counters.Add("letters");
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static List<string> Collect(Counters counters)
    {
        var measured = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter == counters.Meter)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            measured.Add(string.Join(' ', [instrument.Name, .. tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"), $"{value}"])));
        listener.Start();
        listener.RecordObservableInstruments();
        measured.Sort(StringComparer.Ordinal);
        return measured;
    }
}
