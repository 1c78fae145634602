using System.Diagnostics;
using System.Text;
using Confluent.Kafka;

namespace RmsActors.Kafka.Tests;

public sealed class RecordTraceTests
{
    private const string Context = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void A_context_is_read_as_it_was_written()
    {
        RecordTrace.ParentOf(RecordTrace.HeadersOf(Context)).ShouldBe(Context);
        RecordTrace.HeadersOf(null).ShouldBeNull();
        RecordTrace.TraceIdOf(Context).ShouldBe("0af7651916cd43dd8448eb211c80319c");
    }

    [Theory]
    [InlineData("")]
    [InlineData("00-1-2-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-and-more")]
    [InlineData("00-zzf7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    public void What_is_no_context_is_left_out(string header) =>
        RecordTrace.ParentOf(new Headers { { RecordTrace.Header, Encoding.UTF8.GetBytes(header) } }).ShouldBeNull();

    [Fact]
    public void Where_nobody_listens_nothing_is_begun()
    {
        using var source = new ActivitySource("RmsActors.Kafka.Tests.Unheard");
        RecordTrace.Send(source, "t", Context).ShouldBeNull();
    }

    [Fact]
    public void A_record_without_a_context_begins_a_trace_of_its_own_also_within_another()
    {
        using var source = new ActivitySource("RmsActors.Kafka.Tests.Heard");
        using var listener = new ActivityListener
        {
            ShouldListenTo = heard => heard.Name == source.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var first = RecordTrace.Send(source, "t", Context)!;
        using var second = RecordTrace.Send(source, "t", null)!;

        first.TraceId.ToHexString().ShouldBe(RecordTrace.TraceIdOf(Context));
        first.ParentSpanId.ToHexString().ShouldBe("b7ad6b7169203331");
        second.TraceId.ShouldNotBe(first.TraceId);
        second.ParentSpanId.ShouldBe(default);
    }
}
