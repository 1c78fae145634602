namespace RmsActors.Hosting;

/// <summary>A file that one process at a time can hold open; the operating system lets go of it when the process ends.</summary>
internal sealed class LockFile : IAsyncDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly FileStream _file;

    private LockFile(FileStream file) => _file = file;

    public static async Task<LockFile> TakeAsync(string path, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        while (true)
        {
            try
            {
                return new LockFile(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (File.Exists(path) && !limit.IsCancellationRequested)
            {
                // Held by another process; files have no signal for that.
                await Task.Delay(Retry, limit.Token);
            }
        }
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
