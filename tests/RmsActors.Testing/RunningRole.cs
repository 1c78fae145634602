using System.Net.Http.Json;
using Microsoft.Extensions.Configuration;
using RmsActors.Hosting;

namespace RmsActors.Testing;

/// <summary>A role, run as its process would run it but inside the test, on a port of its own.</summary>
public sealed class RunningRole : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly CancellationTokenSource _end;
    private readonly Task<int> _exit;

    private RunningRole(Uri url, CancellationTokenSource end, Task<int> exit)
    {
        Http = new HttpClient { BaseAddress = url };
        _end = end;
        _exit = exit;
    }

    /// <summary>Talks to it.</summary>
    public HttpClient Http { get; }

    /// <summary>Ends once the role is ready.</summary>
    /// <param name="settings">By key, such as <c>Store:Data</c>.</param>
    public static async Task<RunningRole> StartAsync(Role role, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var end = new CancellationTokenSource();
        var ready = new ReadyLine();
        var exit = RoleHost.RunAsync(role, configuration, ready, end.Token);
        if (await Task.WhenAny(ready.Url, exit).WaitAsync(Patience) == exit)
        {
            throw new InvalidOperationException($"{role.Name} ended with {await exit} before it was ready");
        }

        return new RunningRole(await ready.Url, end, exit);
    }

    /// <summary>What it has counted under this name.</summary>
    public async Task<long> CountAsync(string name) =>
        (await Http.GetFromJsonAsync<Dictionary<string, long>>("/stats"))!.GetValueOrDefault(name);

    /// <summary>Ends it as SIGTERM would, and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await _end.CancelAsync();
        return await _exit.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Http.Dispose();
        _end.Dispose();
    }

    private sealed class ReadyLine : StringWriter
    {
        private readonly TaskCompletionSource<Uri> _url = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Uri> Url => _url.Task;

        public override Task WriteLineAsync(string? value)
        {
            _url.TrySetResult(new Uri(value!.Split(' ')[^1]));
            return Task.CompletedTask;
        }
    }
}
