using System.Collections.Concurrent;
using RmsActors.Cli.Demo;

namespace RmsActors.Chaos.Harness;

/// <summary>Keeps roles running as a cluster manager would: whatever ends is started again, until it is told otherwise.</summary>
/// <param name="logs">The folder of their logs.</param>
/// <param name="environment">Settings that are not for the process list.</param>
/// <param name="tell">Hears of every start and end.</param>
/// <param name="ended">Is called when a process has ended unasked, before its successor is started.</param>
internal sealed class Supervisor(string logs, IReadOnlyDictionary<string, string> environment, Action<string> tell, Action ended, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Member> _members = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ending = new();

    /// <summary>How many times roles were started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>The roles that run or are being started again.</summary>
    public IReadOnlyCollection<string> Names => [.. _members.Keys];

    /// <summary>Starts a role, and ends once it is ready.</summary>
    /// <exception cref="TimeoutException">It is not, also not after further starts.</exception>
    public async Task StartAsync(RoleToRun role, CancellationToken cancel)
    {
        var member = new Member(role, Start(role));
        _members[role.Name] = member;
        member.Supervision = SuperviseAsync(member);
        try
        {
            await ReadyAsync(role.Name, cancel).WaitAsync(StartLimit, time, cancel);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{role.Name} is not ready after {StartLimit.TotalSeconds} s. The end of its log in {logs}:{Environment.NewLine}{member.Child.End}");
        }
    }

    /// <summary>Where a role is reached now; null while it is not ready.</summary>
    public string? AddressOf(string name) =>
        _members.TryGetValue(name, out var member) && member.Child.Ready is { IsCompletedSuccessfully: true, Result: var address } && !member.Child.Exited.IsCompleted ? address : null;

    /// <summary>The process that a role is now.</summary>
    public Child ChildOf(string name) => _members[name].Child;

    /// <summary>The process that a role is, once it is ready.</summary>
    public Task<Child> ReadyAsync(string name, CancellationToken cancel) => ReadyAgainAsync(name, null, cancel);

    /// <summary>The process that a role is, once it is ready as another than <paramref name="ended"/>.</summary>
    public async Task<Child> ReadyAgainAsync(string name, Child? ended, CancellationToken cancel)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100), time);
        while (true)
        {
            var child = ChildOf(name);
            if (!ReferenceEquals(child, ended) && child.Ready.IsCompletedSuccessfully && !child.Exited.IsCompleted)
            {
                return child;
            }

            await look.WaitForNextTickAsync(cancel);
        }
    }

    /// <summary>Does not start a role again until the hold is disposed of.</summary>
    public IDisposable Hold(string name)
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _members[name].Held = released.Task;
        return new Holding(released);
    }

    /// <summary>Ends a role in an orderly way, and does not start it again.</summary>
    public async Task StopAsync(string name)
    {
        if (_members.TryRemove(name, out var member))
        {
            member.Wanted = false;
            await EndAsync(member);
            await member.Supervision;
            await member.Child.DisposeAsync();
        }
    }

    /// <summary>Ends all; nodes first.</summary>
    public async Task StopAllAsync(IEnumerable<string> first)
    {
        await _ending.CancelAsync();
        var names = first.ToList();
        await Task.WhenAll(names.Select(StopAsync));
        await Task.WhenAll(Names.Select(StopAsync));
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        foreach (var member in _members.Values)
        {
            member.Child.Kill();
            await member.Supervision;
            await member.Child.DisposeAsync();
        }

        _ending.Dispose();
    }

    private static async Task EndAsync(Member member)
    {
        member.Child.Thaw();
        member.Child.Terminate();
        try
        {
            await member.Child.Exited.WaitAsync(member.Role.StopLimit);
        }
        catch (TimeoutException)
        {
            member.Child.Kill();
            await member.Child.Exited;
        }
    }

    private async Task SuperviseAsync(Member member)
    {
        for (var pause = FirstPause; ;)
        {
            var code = await member.Child.Exited;
            if (_ending.IsCancellationRequested || !member.Wanted)
            {
                return;
            }

            tell($"{member.Role.Name} ended with exit code {code} and is started again");
            ended();
            pause = member.Child.Ready.IsCompletedSuccessfully ? FirstPause : TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks));
            await Task.WhenAll(Task.Delay(pause, time, _ending.Token), member.Held.WaitAsync(_ending.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_ending.IsCancellationRequested)
            {
                return;
            }

            Restarts++;
            await member.RestartAsync(() => Start(member.Role));
        }
    }

    private Child Start(RoleToRun role) => Child.Start(role.Name, role.Arguments, environment, logs, role.Launcher);

    private sealed class Member(RoleToRun role, Child child)
    {
        private volatile Child _child = child;

        public RoleToRun Role => role;

        public Child Child => _child;

        public bool Wanted { get; set; } = true;

        public Task Held { get; set; } = Task.CompletedTask;

        public Task Supervision { get; set; } = Task.CompletedTask;

        public async Task RestartAsync(Func<Child> start)
        {
            var ended = _child;
            _child = start();
            await ended.DisposeAsync();
        }
    }

    private sealed class Holding(TaskCompletionSource released) : IDisposable
    {
        public void Dispose() => released.TrySetResult();
    }
}
