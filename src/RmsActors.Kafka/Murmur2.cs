using System.Buffers.Binary;
using System.Text;

namespace RmsActors.Kafka;

/// <summary>The hash of Kafka's Java client, by which records of a key find their partition; our producers use it too (<c>murmur2_random</c>).</summary>
public static class Murmur2
{
    private const uint Seed = 0x9747b28c;
    private const uint Multiplier = 0x5bd1e995;

    /// <summary>The partition of a key, 0 up to <paramref name="partitions"/> - 1.</summary>
    public static int Partition(string key, int partitions) => Partition(Encoding.UTF8.GetBytes(key), partitions);

    /// <summary>The partition of a key, 0 up to <paramref name="partitions"/> - 1.</summary>
    public static int Partition(ReadOnlySpan<byte> key, int partitions) => (Hash(key) & int.MaxValue) % partitions;

    /// <summary>The 32-bit hash, signed as Java's.</summary>
    public static int Hash(ReadOnlySpan<byte> data)
    {
        unchecked
        {
            var hash = Seed ^ (uint)data.Length;
            while (data.Length >= 4)
            {
                var word = BinaryPrimitives.ReadUInt32LittleEndian(data) * Multiplier;
                hash = (hash * Multiplier) ^ ((word ^ (word >> 24)) * Multiplier);
                data = data[4..];
            }

            if (data.Length > 0)
            {
                for (var at = data.Length - 1; at >= 0; at--)
                {
                    hash ^= (uint)data[at] << (8 * at);
                }

                hash *= Multiplier;
            }

            hash = (hash ^ (hash >> 13)) * Multiplier;
            return (int)(hash ^ (hash >> 15));
        }
    }
}
