using System.Text;
using Confluent.Kafka;
using CsCheck;

namespace RmsActors.Kafka.Tests;

public sealed class Murmur2Tests
{
    // From Apache Kafka's own UtilsTest.
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Hashes_as_Java_does(string key, int hash) => Murmur2.Hash(Encoding.UTF8.GetBytes(key)).ShouldBe(hash);

    [Fact]
    public void A_partition_is_one_of_those_there_are_and_always_the_same() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[1, 1000]).Sample((key, partitions) =>
        {
            var partition = Murmur2.Partition(key, partitions);
            return partition >= 0 && partition < partitions && partition == Murmur2.Partition([.. key], partitions);
        });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void No_partitions_are_an_error(int partitions) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Murmur2.Partition([1], partitions));

    [Fact]
    public async Task The_producer_puts_a_record_where_the_hash_says()
    {
        const int Partitions = 12;
        await using var kafka = new TestKafka(("t", Partitions));
        var producer = kafka.Producer();
        var keys = Enumerable.Range(0, 200).Select(n => $"платёж-{n}").ToList();
        await Task.WhenAll(keys.Select(key => producer.SendAsync(new OutgoingRecord("t", Encoding.UTF8.GetBytes(key), [1]))));

        var records = await kafka.ReadAllAsync("t", keys.Count);

        foreach (var record in records)
        {
            record.Partition.ShouldBe(new Partition(Murmur2.Partition(record.Message.Key, Partitions)), Encoding.UTF8.GetString(record.Message.Key!));
        }

        records.Select(r => Encoding.UTF8.GetString(r.Message.Key!)).ShouldBe(keys, ignoreOrder: true);
    }
}
