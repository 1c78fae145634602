using CsCheck;
using RmsActors.Domain.Payments;
using RmsActors.Kafka;
using RmsActors.Rms.Payments;

namespace RmsActors.Rms.Tests.Payments;

public class PaymentShardTests
{
    private static readonly PaymentShard Shard = new(12);

    [Fact]
    public void A_payment_s_shard_is_the_partition_of_its_id_whichever_way_the_region_asks() =>
        Gen.String[1, 20].Sample(id =>
        {
            var message = new DeliverKycAnswer(id, new KycAnswer(null, null, null, null, null));
            var expected = Murmur2.Partition(System.Text.Encoding.UTF8.GetBytes(id), 12).ToString(System.Globalization.CultureInfo.InvariantCulture);
            Shard.ShardId(id, message).ShouldBe(expected);
            Shard.ShardId(id).ShouldBe(expected);
            Shard.ShardId((object)message).ShouldBe(expected);
            Shard.EntityId(message).ShouldBe(id);
            Shard.EntityMessage(message).ShouldBeSameAs(message);
        });

    [Fact]
    public void What_is_for_no_payment_has_no_shard()
    {
        Shard.EntityId("hello").ShouldBeNull();
        Shard.ShardId((object)"hello").ShouldBeNull();
    }
}
