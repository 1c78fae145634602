using System.Diagnostics;

namespace RmsActors.Chaos.Harness;

/// <summary>A file system in memory, small enough to be filled; root alone can have one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const string Size = "768m";
    private readonly string _filler;

    private SmallDisk(string path)
    {
        Path = path;
        _filler = System.IO.Path.Combine(path, "filler");
    }

    /// <summary>Where a server may keep its tables.</summary>
    public string Path { get; }

    /// <summary>Mounts one; null where that is not allowed.</summary>
    public static SmallDisk? TryMount()
    {
        if (Environment.UserName != "root")
        {
            return null;
        }

        var path = Directory.CreateTempSubdirectory("rms-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={Size},mode=0777", "tmpfs", path) != 0)
        {
            Directory.Delete(path);
            return null;
        }

        // The server's own account must own the folder of its tables.
        return Run("chown", "postgres", path) == 0 ? new SmallDisk(path) : throw new InvalidOperationException($"{path} cannot be given to the account postgres");
    }

    /// <summary>Leaves no room.</summary>
    public void Fill()
    {
        using var file = new FileStream(_filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[1 << 20];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full, as it should be.
        }
    }

    /// <summary>Makes room again.</summary>
    public void Free() => File.Delete(_filler);

    public void Dispose()
    {
        if (Run("umount", Path) == 0)
        {
            Directory.Delete(Path);
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
