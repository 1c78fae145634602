using System.Diagnostics;
using RmsActors.Chaos.Checking;
using RmsActors.Contracts;

namespace RmsActors.Chaos.Tests.Checking;

[Collection(nameof(Alone))]
public sealed class CheckerSpeedTests
{
    [Fact]
    public void Two_minutes_of_traffic_are_judged_in_seconds()
    {
        var history = new History();
        for (var i = 0; i < 36_000; i++)
        {
            var id = $"p{i}";
            history.Accepted(id, Seen.Start);
            Add(Topics.PaymentReadyForAntifraud, MessageCodec.Encode(new PaymentReady(id)));
            Add(Topics.PaymentDetails, MessageCodec.Encode(Seen.Details(id)));
            Add(Topics.WalletKycRequest, MessageCodec.Encode(new KycRequest(KycCorrelation.RequestIdOf(id), id, "w1", 1, Seen.Start, Seen.Start)));
            Add(Topics.WalletKycResponse, MessageCodec.Encode(Seen.Reply(id)));
            Add(Topics.PayDecision, MessageCodec.Encode(Seen.Decision(id)));
            history.Status(id, "Approved", Seen.Start);
            if (i % 360 == 0)
            {
                history.OffsetsCommitted(Topics.PaymentDetails, new Dictionary<int, long> { [0] = i + 1 }, Seen.Start);
            }

            void Add(string topic, byte[] value) => history.Record(new TopicRecord(topic, 0, i, System.Text.Encoding.UTF8.GetBytes(id), value, Seen.Start));
        }

        var began = Stopwatch.GetTimestamp();
        var verdict = Checker.Check(history);

        verdict.ShouldHold();
        verdict.Counts.Decided.ShouldBe(36_000);
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(20), "180,000 records; takes under 2 s on an idle machine");
    }
}
