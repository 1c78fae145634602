using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace RmsActors.Hosting;

/// <summary>Log levels that are set while the process runs, over those of its settings; they end with it.</summary>
public sealed class LogLevels : IConfigureOptions<LoggerFilterOptions>, IOptionsChangeTokenSource<LoggerFilterOptions>
{
    /// <summary>What has no level of its own.</summary>
    public const string Default = "Default";

    private readonly ConcurrentDictionary<string, LogLevel> _set = new(StringComparer.OrdinalIgnoreCase);
    private CancellationTokenSource _change = new();

    /// <summary>The options that are changed: the unnamed ones.</summary>
    public string Name => Options.DefaultName;

    /// <summary>What has been set, by category or its beginning.</summary>
    public IReadOnlyDictionary<string, LogLevel> Changed => _set;

    /// <summary>Sets the level of a category and those below it, at once.</summary>
    /// <param name="category">Such as <c>RmsActors.Rms</c>, or <see cref="Default"/>.</param>
    public void Set(string category, LogLevel level)
    {
        _set[category] = level;
        Interlocked.Exchange(ref _change, new CancellationTokenSource()).Cancel();
    }

    /// <summary>After the settings' own: of two rules for one category the later counts.</summary>
    public void Configure(LoggerFilterOptions options)
    {
        foreach (var (category, level) in _set)
        {
            var all = string.Equals(category, Default, StringComparison.OrdinalIgnoreCase);
            options.Rules.Add(new LoggerFilterRule(providerName: null, all ? null : category, level, filter: null));
        }
    }

    public IChangeToken GetChangeToken() => new CancellationChangeToken(Volatile.Read(ref _change).Token);
}
