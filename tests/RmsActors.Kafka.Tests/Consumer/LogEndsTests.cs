using System.Diagnostics.Metrics;
using RmsActors.Testing;

namespace RmsActors.Kafka.Tests.Consumer;

/// <summary>How a consumer stands, as its metrics tell.</summary>
public sealed class LogEndsTests
{
    [Fact]
    public async Task The_lag_of_a_paused_partition_is_known_although_nothing_is_fetched_of_it()
    {
        await using var kafka = new TestKafka(("lagging", 1));
        kafka.Fill("lagging", 0, from: 0, count: 20);
        var consumer = kafka.Consumer("lag-group", new Subscription("lagging", 5));
        var reader = new Reader(consumer, "lagging", kafka.Materializer);
        await Eventually.TrueAsync(() => reader.Count == 5, "read up to the limit");
        kafka.Fill("lagging", 0, from: 20, count: 80);

        await Eventually.TrueAsync(() => Measured("rms.consumer.lag") == 100, "the whole log lags", TimeSpan.FromSeconds(30));
        Measured("rms.consumer.watermark_gap").ShouldBe(5);
        Measured("rms.consumer.under_way").ShouldBe(5);
        Measured("rms.consumer.paused").ShouldBe(1);
        Measured("rms.consumer.oldest_unfinished").ShouldBeGreaterThan(0);

        consumer.Complete(reader.Messages.First().Offset);
        await Eventually.TrueAsync(() => Measured("rms.consumer.lag") == 99, "what is complete does not lag");

        await consumer.CloseAsync();
        Measured("rms.consumer.lag").ShouldBe(double.NaN);
    }

    // Other tests' consumers are measured as well.
    private static double Measured(string name)
    {
        var found = double.NaN;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == KafkaMetrics.MeterName && instrument.Name == name)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Take(value, tags));
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => Take(value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        return found;

        void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.Contains(new KeyValuePair<string, object?>("group", "lag-group")))
            {
                found = value;
            }
        }
    }
}
