using System.Diagnostics;
using System.Globalization;

namespace RmsActors.Kubernetes.Tests;

/// <summary>Processes that run until the test ends, and what they have loaded.</summary>
/// <param name="start">Starts the executable with arguments.</param>
internal sealed class Roles(Func<string[], Process> start) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private readonly List<Process> _running = [];
    private readonly List<Task> _read = [];

    /// <summary>Starts one and ends when it is ready.</summary>
    /// <returns>The address that its ready line names.</returns>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var role = start(arguments);
        _running.Add(role);
        var log = role.StandardError.ReadToEndAsync();
        _read.Add(log);
        using var limit = new CancellationTokenSource(s_patience);
        var ready = await role.StandardOutput.ReadLineAsync(limit.Token);
        ready.ShouldNotBeNull(ready is null ? await log : "");
        ready.ShouldStartWith("ready ");
        return ready.Split(' ')[^1];
    }

    /// <summary>The libraries that they have in memory, by full path.</summary>
    public IReadOnlyList<string> Loaded() =>
    [
        .. _running
            .SelectMany(role => File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{role.Id}/maps")))
            .Select(line => line[(line.LastIndexOf(' ') + 1)..])
            .Where(file => file.StartsWith('/') && (file.Contains(".so", StringComparison.Ordinal) || file.EndsWith(".dll", StringComparison.Ordinal)))
            .Distinct(),
    ];

    public async ValueTask DisposeAsync()
    {
        foreach (var role in _running)
        {
            role.Kill(entireProcessTree: true);
            await role.WaitForExitAsync();
        }

        await Task.WhenAll(_read);
        _running.ForEach(role => role.Dispose());
    }
}
