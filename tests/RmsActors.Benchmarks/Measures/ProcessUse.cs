using System.Diagnostics;
using System.Globalization;
using RmsActors.Cli.Demo;

namespace RmsActors.Benchmarks.Measures;

/// <summary>What processes have used so far.</summary>
/// <param name="Cpu">User and system time of all of them.</param>
/// <param name="PeakBytes">The largest resident size that any of them has had.</param>
internal sealed record ProcessUse(TimeSpan Cpu, long PeakBytes)
{
    public static ProcessUse Of(IEnumerable<Child> children)
    {
        var (cpu, peak) = (TimeSpan.Zero, 0L);
        foreach (var child in children.Where(child => !child.Exited.IsCompleted))
        {
            using var process = Process.GetProcessById(child.Id);
            cpu += process.TotalProcessorTime;
            peak = Math.Max(peak, PeakOf(child.Id));
        }

        return new ProcessUse(cpu, peak);
    }

    // .NET reads the present size for the peak on Linux.
    private static long PeakOf(int process)
    {
        const string Name = "VmHWM:";
        var line = File.ReadLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status").First(line => line.StartsWith(Name, StringComparison.Ordinal));
        return 1024 * long.Parse(line[Name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }
}
