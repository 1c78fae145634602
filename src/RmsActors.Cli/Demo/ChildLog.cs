namespace RmsActors.Cli.Demo;

/// <summary>A child's log file, and its last lines for whoever must be told what went wrong.</summary>
internal sealed class ChildLog(string path, int lastLines) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<string> _last = new();
    private readonly StreamWriter _file = new(path, append: true) { AutoFlush = true };

    public string Path => path;

    public string End
    {
        get
        {
            lock (_lock)
            {
                return string.Join(Environment.NewLine, _last.Select(line => "  " + line));
            }
        }
    }

    public void Write(string line)
    {
        lock (_lock)
        {
            _file.WriteLine(line);
            _last.Enqueue(line);
            if (_last.Count > lastLines)
            {
                _last.Dequeue();
            }
        }
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
