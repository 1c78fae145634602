using System.Globalization;

namespace RmsActors.Cli.Demo;

/// <summary>Plain lines, for output that is no terminal: at most one of progress a second.</summary>
internal sealed class PlainScreen(TextWriter output, TimeProvider time) : IDemoScreen
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private long _shown;

    public void Note(string line)
    {
        lock (_lock)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }

    public Task ProgressAsync(Func<Action<DemoProgress>, Task> work)
    {
        _shown = time.GetTimestamp();
        return work(Show);
    }

    private void Show(DemoProgress progress)
    {
        if (time.GetElapsedTime(_shown) < Interval && progress.Decided < progress.Total)
        {
            return;
        }

        _shown = time.GetTimestamp();
        Note(string.Create(CultureInfo.InvariantCulture, $"{progress.Decided} of {progress.Total} decided, {progress.PerSecond:0} per second"));
    }
}
