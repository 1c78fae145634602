using System.Diagnostics;

namespace RmsActors.Chaos.Harness;

/// <summary>The most memory that each role has had resident.</summary>
internal sealed class PeakMemory(Supervisor supervisor)
{
    private readonly SortedDictionary<string, long> _bytes = new(StringComparer.Ordinal);

    /// <summary>In megabytes (10⁶ bytes), by role: of the process, of all it has been, that had the most.</summary>
    public IReadOnlyDictionary<string, long> Megabytes => _bytes.ToDictionary(role => role.Key, role => role.Value / 1_000_000);

    /// <summary>To be called every few seconds: what a process had last before its end is not seen.</summary>
    public void Look()
    {
        foreach (var name in supervisor.Names)
        {
            try
            {
                using var process = Process.GetProcessById(supervisor.ChildOf(name).Id);
                _bytes[name] = Math.Max(_bytes.GetValueOrDefault(name), process.PeakWorkingSet64);
            }
            catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or KeyNotFoundException)
            {
                // Between two processes.
            }
        }
    }
}
