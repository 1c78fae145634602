using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;
using RmsActors.Contracts;
using RmsActors.Domain.Payments;
using RmsActors.Rms.Inspection;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Tests.Inspection;

public class UnderWayPaymentsTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private readonly UnderWayPayments _underWay = new(new FakeTimeProvider());

    [Theory]
    [InlineData("00-" + TraceId + "-b7ad6b7169203331-01", TraceId)]
    [InlineData("00-short", null)]
    [InlineData(null, null)]
    public void A_payment_is_known_with_its_trace_from_when_it_is_read_until_it_is_finished(string? traceParent, string? traceId)
    {
        var ask = Ask(offset: 5);
        _underWay.Enter(ask, Record(traceParent));
        _underWay.At(3, 5)!.ShouldBe(new UnderWayPayment("pay-1", 3, 5, new FakeTimeProvider().GetUtcNow(), traceId));
        _underWay.At(3, 6).ShouldBeNull();

        _underWay.Enter(Ask(offset: 6), Record(null));
        _underWay.Leave(ask);
        _underWay.All.ShouldHaveSingleItem().Offset.ShouldBe(6);
    }

    private static ScorePayment Ask(long offset) => new(new Payment("pay-1", "w", 1m, "EUR", "DE", "card", DateTimeOffset.UnixEpoch), new RecordOrigin(Topics.PaymentDetails, 3, offset));

    private static ConsumeResult<byte[]?, byte[]?> Record(string? traceParent)
    {
        var headers = new Headers();
        if (traceParent is not null)
        {
            headers.Add(MessageHeaders.TraceParent, Encoding.ASCII.GetBytes(traceParent));
        }

        return new() { Message = new Message<byte[]?, byte[]?> { Headers = headers } };
    }
}
