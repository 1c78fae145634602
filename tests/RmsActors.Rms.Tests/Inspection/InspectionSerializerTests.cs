using System.Runtime.Serialization;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Inspection;

namespace RmsActors.Rms.Tests.Inspection;

public class InspectionSerializerTests() : TestKit(NodeConfiguration.Serialization)
{
    private static readonly UnderWayPayment UnderWay = new("pay-ü/1 ☂ \"", 3, long.MaxValue, new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.FromHours(2)), "0af7651916cd43dd8448eb211c80319c");

    private static readonly object[] Examples =
    [
        new NodeQuestion.Shards(),
        new NodeQuestion.Entities(7, 100),
        new NodeQuestion.Partitions(),
        new NodeQuestion.UnderWay(TimeSpan.FromMilliseconds(5_001), 100),
        new NodeQuestion.Payment("pay-ü/1 ☂"),
        new NodeAnswer.Shards(List<ShardPayments>(new(0, 5), new(11, 0)), List(3)),
        new NodeAnswer.Entities(true, List("a", "ü☂"), 7),
        new NodeAnswer.Partitions(List<ReadPartition>(new("PAYMENT-DETAILS", 3, 5, 9, 4, 1, 5, UnderWay.Since, "pay-1", "PartitionLimit"), new("T", 0, 0, 0, 0, 0, null, null, null, null)), 2),
        new NodeAnswer.UnderWay(List(UnderWay, UnderWay with { TraceId = null }), 1),
        new NodeAnswer.Payment(true, true, false, UnderWay, null),
        new NodeAnswer.Payment(false, false, true, null, "its shard region does not answer"),
        new NodeAnswer.Unable("no"),
    ];

    [Fact]
    public void Every_question_and_answer_comes_back_as_it_was()
    {
        foreach (var example in Examples)
        {
            var serializer = Sys.Serialization.FindSerializerFor(example);
            serializer.ShouldBeOfType<InspectionSerializer>();
            var manifest = Akka.Serialization.Serialization.ManifestFor(serializer, example);
            manifest.ShouldMatch("^[a-z-]+:[0-9]+$");
            Sys.Serialization.Deserialize(serializer.ToBinary(example), serializer.Identifier, manifest).ShouldBeEquivalentTo(example);
        }
    }

    [Fact]
    public void There_is_an_example_of_every_type() =>
        typeof(NodeQuestion).GetNestedTypes().Concat(typeof(NodeAnswer).GetNestedTypes()).Except(Examples.Select(example => example.GetType())).ShouldBeEmpty();

    [Theory]
    [InlineData("delete-everything:1", "{}", "'delete-everything:1' is no form that this version knows")]
    [InlineData("ask-payment:1", "{", "A sent 'ask-payment:1' cannot be read")]
    [InlineData("ask-payment:1", "{}", "A sent 'ask-payment:1' cannot be read")]
    [InlineData("ask-payment:1", "{\"paymentId\":null}", "A sent 'ask-payment:1' cannot be read")]
    [InlineData("ask-payment:1", "null", "'ask-payment:1' is empty")]
    public void What_cannot_be_read_is_refused(string manifest, string bytes, string reason) =>
        Should.Throw<SerializationException>(() => new InspectionSerializer((ExtendedActorSystem)Sys).FromBinary(System.Text.Encoding.UTF8.GetBytes(bytes), manifest)).Message.ShouldStartWith(reason);

    [Fact]
    public void The_longest_list_fits_into_one_message()
    {
        var ids = Enumerable.Range(0, 10_000).Select(n => $"{n:00000}" + string.Concat(Enumerable.Repeat("\"", 123))).ToList();
        var (listed, notListed) = Bounded.Take(ids, 1_000, id => id);
        (listed.Count + notListed).ShouldBe(ids.Count);
        listed.Count.ShouldBeGreaterThan(100);
        new InspectionSerializer((ExtendedActorSystem)Sys).ToBinary(new NodeAnswer.Entities(true, listed, notListed)).Length.ShouldBeLessThan(128_000);
    }

    // What reading gives, so that the two can be compared.
    private static List<T> List<T>(params T[] items) => [.. items];
}
