using RmsActors.Hosting;

namespace RmsActors.Cli.Demo;

/// <summary>Where the demo's stores and logs are: a folder that is kept, or a temporary one that goes when all went well.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _inUse;
    private readonly bool _temporary;

    private DataFolder(string path, bool temporary)
    {
        Path = path;
        _temporary = temporary;
        Logs = Directory.CreateDirectory(System.IO.Path.Combine(path, "logs")).FullName;

        // Two runs on the same files would each restart the other's nodes out of the cluster.
        _inUse = new FileStream(System.IO.Path.Combine(path, "demo.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    public string Path { get; }

    public string Logs { get; }

    /// <summary>Whether it stays when this run has ended.</summary>
    public bool Keep { get; set; }

    /// <exception cref="OptionsException">The folder cannot be used, or another demo uses it.</exception>
    public static DataFolder Open(string? kept)
    {
        try
        {
            return kept is null
                ? new DataFolder(Directory.CreateTempSubdirectory("rms-demo-").FullName, temporary: true)
                : new DataFolder(Directory.CreateDirectory(kept).FullName, temporary: false) { Keep = true };
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new OptionsException($"--data = '{kept ?? System.IO.Path.GetTempPath()}': expected a folder that can be made and written and that no other demo uses: {unusable.Message}");
        }
    }

    public void Dispose()
    {
        _inUse.Dispose();
        if (_temporary && !Keep)
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
