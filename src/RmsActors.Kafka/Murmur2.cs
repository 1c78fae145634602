using System.Buffers.Binary;

namespace RmsActors.Kafka;

/// <summary>
/// The hash with which Java's Kafka clients, and ours, choose a record's partition: MurmurHash 2 with Kafka's seed, as in
/// <c>org.apache.kafka.common.utils.Utils.murmur2</c>.
/// </summary>
public static class Murmur2
{
    private const uint Seed = 0x9747b28c;
    private const uint Multiplier = 0x5bd1e995;
    private const int Shift = 24;

    /// <summary>The partition of a record with this key, 0 to <paramref name="partitions"/> − 1.</summary>
    /// <param name="partitions">How many partitions the topic has, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">No partitions.</exception>
    public static int Partition(ReadOnlySpan<byte> key, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        return (Hash(key) & int.MaxValue) % partitions;
    }

    /// <summary>The hash itself, which may be negative.</summary>
    public static int Hash(ReadOnlySpan<byte> data)
    {
        unchecked
        {
            var hash = Seed ^ (uint)data.Length;
            for (; data.Length >= sizeof(uint); data = data[sizeof(uint)..])
            {
                var word = BinaryPrimitives.ReadUInt32LittleEndian(data) * Multiplier;
                word ^= word >> Shift;
                hash = (hash * Multiplier) ^ (word * Multiplier);
            }

            if (data.Length > 0)
            {
                for (var at = 0; at < data.Length; at++)
                {
                    hash ^= (uint)data[at] << (8 * at);
                }

                hash *= Multiplier;
            }

            hash ^= hash >> 13;
            hash *= Multiplier;
            return (int)(hash ^ (hash >> 15));
        }
    }
}
