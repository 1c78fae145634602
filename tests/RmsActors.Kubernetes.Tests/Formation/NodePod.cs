using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using RmsActors.Hosting;
using RmsActors.Testing;

namespace RmsActors.Kubernetes.Tests.Formation;

/// <summary>One pod: a host that stays, and a process that comes and goes.</summary>
/// <param name="name">Such as <c>rms-0</c>.</param>
/// <param name="port">Of its HTTP endpoints.</param>
/// <param name="environment">The container's variables.</param>
/// <param name="arguments">The container's.</param>
/// <param name="readToken">A file with a token that may look.</param>
internal sealed class NodePod(string name, VirtualHost host, int port, IReadOnlyDictionary<string, string> environment, IEnumerable<string> arguments, string readToken) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly string s_executable = Path.Combine(AppContext.BaseDirectory, "rms");

    private readonly ConcurrentQueue<string> _log = new();
    private readonly HttpClient _http = new() { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{host.Address}:{port}")), Timeout = TimeSpan.FromSeconds(5) };
    private Process? _node;

    public string Name => name;

    public VirtualHost Host => host;

    /// <summary>Starts its container, which ended before or never ran. It ends with this process.</summary>
    public void Start()
    {
        _node?.Dispose();
        var start = Command([.. arguments]);
        start.RedirectStandardInput = true;
        start.Environment[ParentProcess.Variable] = "1";
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        _node = Process.Start(start)!;
        _node.OutputDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _node.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _node.BeginOutputReadLine();
        _node.BeginErrorReadLine();
    }

    /// <summary>Ends its container as Kubernetes does.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _node!.Id.ToString(CultureInfo.InvariantCulture)]);
        await ExitAsync();
        _node.ExitCode.ShouldBe(0, Tail());
    }

    /// <summary>Ends its container at once, as a crash does.</summary>
    public async Task KillAsync()
    {
        _node!.Kill();
        await ExitAsync();
    }

    /// <summary>Ends once its readiness probe succeeds.</summary>
    public Task ReadyAsync() => Eventually.TrueAsync(
        async () =>
        {
            _node!.HasExited.ShouldBeFalse(Tail());
            return await IsReadyAsync();
        },
        $"{name} is ready",
        s_patience);

    /// <summary>Whether its readiness probe succeeds.</summary>
    public async Task<bool> IsReadyAsync() => await AnswerAsync("/healthz/ready") is { IsSuccessStatusCode: true };

    /// <summary>The members, as it sees them, such as <c>rms-0 Up</c>, in order; none where it does not answer or has not joined.</summary>
    public async Task<IReadOnlyList<string>> MembersAsync()
    {
        // As the manual has it: by the executable in the pod, which asks its own node.
        using var show = Process.Start(Command("cluster", "show", "--json", "--token-file", readToken))!;
        var problem = show.StandardError.ReadToEndAsync();
        var view = await show.StandardOutput.ReadToEndAsync();
        await show.WaitForExitAsync();
        await problem;
        return view.Length == 0
            ? []
            : [.. JsonDocument.Parse(view).RootElement.GetProperty("members").EnumerateArray().Select(Member).Order(StringComparer.Ordinal)];
    }

    /// <summary>How many members there are by its metrics; null where it does not answer.</summary>
    public async Task<int?> CountedMembersAsync()
    {
        const string metric = "rms_cluster_members";
        using var answer = await AnswerAsync("/metrics");
        var line = answer is null ? null : (await answer.Content.ReadAsStringAsync()).Split('\n').FirstOrDefault(line => line.StartsWith(metric, StringComparison.Ordinal));
        return line is null ? null : int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is { HasExited: false })
        {
            await KillAsync();
        }

        _node?.Dispose();
        _http.Dispose();
    }

    private static string Member(JsonElement member) =>
        $"{member.GetProperty("address").GetString()!.Split('@')[1].Split('.')[0]} {(member.GetProperty("reachable").GetBoolean() ? "" : "unreachable ")}{member.GetProperty("status")}";

    private async Task<HttpResponseMessage?> AnswerAsync(string path)
    {
        try
        {
            return await _http.GetAsync(path);
        }
        catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException)
        {
            // Not there yet, or busy.
            return null;
        }
    }

    private async Task ExitAsync()
    {
        using var limit = new CancellationTokenSource(s_patience);
        await _node!.WaitForExitAsync(limit.Token);
    }

    private string Tail() => string.Join('\n', _log.TakeLast(30));

    private ProcessStartInfo Command(params string[] command) =>
        new(host.Launcher[0], [.. host.Launcher.Skip(1), s_executable, .. command]) { RedirectStandardOutput = true, RedirectStandardError = true };
}
