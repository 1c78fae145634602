using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace RmsActors.Hosting;

/// <summary>A line of the log.</summary>
public sealed record LogLine(DateTimeOffset At, LogLevel Level, string Category, string Message);

/// <summary>The last lines of this process's log, and those to come, for whoever watches.</summary>
public sealed class LogTail(TimeProvider time) : ILoggerProvider
{
    /// <summary>How many lines are kept.</summary>
    public const int Kept = 500;

    // A watcher that does not keep up misses lines; the process does not wait for it.
    private const int MaxWaiting = 1_000;
    private readonly TimeProvider _time = time;
    private readonly Lock _gate = new();
    private readonly Queue<LogLine> _last = new(Kept);
    private readonly List<Channel<LogLine>> _watchers = [];

    /// <summary>The last lines, and a reader of those that follow; none is left out between the two. Dispose it.</summary>
    /// <param name="lines">Of the last ones.</param>
    public Watch Begin(int lines)
    {
        var channel = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            _watchers.Add(channel);
            return new Watch([.. _last.TakeLast(lines)], channel.Reader, () => End(channel));
        }
    }

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
        lock (_gate)
        {
            _watchers.ForEach(watcher => watcher.Writer.TryComplete());
            _watchers.Clear();
        }
    }

    private void End(Channel<LogLine> channel)
    {
        lock (_gate)
        {
            _watchers.Remove(channel);
        }
    }

    private void Add(LogLine line)
    {
        lock (_gate)
        {
            if (_last.Count == Kept)
            {
                _last.Dequeue();
            }

            _last.Enqueue(line);
            _watchers.ForEach(watcher => watcher.Writer.TryWrite(line));
        }
    }

    /// <summary>One who watches.</summary>
    public sealed record Watch(IReadOnlyList<LogLine> Last, ChannelReader<LogLine> Next, Action End) : IDisposable
    {
        public void Dispose() => End();
    }

    private sealed class Category(LogTail tail, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = formatter(state, exception);
            tail.Add(new LogLine(tail._time.GetUtcNow(), logLevel, name, exception is null ? text : $"{text} {exception}"));
        }
    }
}
