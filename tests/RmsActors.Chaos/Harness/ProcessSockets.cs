using System.Globalization;
using System.Net;

namespace RmsActors.Chaos.Harness;

/// <summary>The TCP connections of a process, as Linux tells of them.</summary>
internal static class ProcessSockets
{
    private const int LocalAddress = 1;
    private const int Inode = 9;

    /// <summary>The process's own ends of its IPv4 connections; none, if it is gone.</summary>
    public static IReadOnlyList<IPEndPoint> LocalEndsOf(int process)
    {
        try
        {
            var own = Directory.EnumerateFileSystemEntries($"/proc/{process}/fd")
                .Select(descriptor => new FileInfo(descriptor).LinkTarget)
                .Where(target => target?.StartsWith("socket:[", StringComparison.Ordinal) == true)
                .Select(target => target!["socket:[".Length..^1])
                .ToHashSet(StringComparer.Ordinal);

            // Those of every process of its network namespace.
            return
            [
                .. from line in File.ReadLines($"/proc/{process}/net/tcp").Skip(1)
                   let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                   where own.Contains(fields[Inode])
                   select EndOf(fields[LocalAddress]),
            ];
        }
        catch (Exception gone) when (gone is DirectoryNotFoundException or FileNotFoundException or IOException)
        {
            return [];
        }
    }

    // Such as 0100007F:1538: the address as the machine's own, little-endian number.
    private static IPEndPoint EndOf(string hex)
    {
        var parts = hex.Split(':');
        return new IPEndPoint(
            uint.Parse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
