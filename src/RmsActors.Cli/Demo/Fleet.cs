using System.Collections.Concurrent;
using RmsActors.Hosting;

namespace RmsActors.Cli.Demo;

/// <summary>A role to be run as a child process.</summary>
/// <param name="Name">Unique; names the log file.</param>
/// <param name="Arguments">The verb and its options.</param>
/// <param name="StopOrder">Children with a lower number are ended before those with a higher one.</param>
/// <param name="StopLimit">How long it may take to end before it is killed.</param>
/// <param name="Restarts">Whether it is started again when it ends by itself.</param>
internal sealed record RoleToRun(string Name, IReadOnlyList<string> Arguments, int StopOrder, TimeSpan StopLimit, bool Restarts = true)
{
    /// <summary>Further options, which it is not given when it is started again.</summary>
    public IReadOnlyList<string> OnlyAtFirst { get; init; } = [];

    /// <summary>A program and its arguments that start the role's process and become it, such as <c>nice</c>; none: it is started as it is.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    /// <summary>Where it is looked into; null where it is not.</summary>
    public int? ManagementPort { get; init; }
}

/// <summary>The demo's children: started, started again when they die, and ended in order, so that none is left behind.</summary>
internal sealed class Fleet(string logs, IReadOnlyDictionary<string, string> environment, Action<string> note, TimeProvider time) : IAsyncDisposable
{
    // A role that cannot start is no better off after more attempts.
    private const int MaxFailedStarts = 5;
    private static readonly TimeSpan PauseBeforeRestart = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentDictionary<string, Member> _members = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<string> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends, with the reason, when a child has ended that cannot be started again.</summary>
    public Task<string> Failed => _failed.Task;

    /// <summary>Whether anything was started, and so may have left a log.</summary>
    public bool HasStarted => !_members.IsEmpty;

    /// <summary>How many times children were started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>Starts a role.</summary>
    /// <returns>Its address, once it is ready.</returns>
    /// <exception cref="ChildFailedException">It ended before it was ready.</exception>
    public async Task<string> StartAsync(RoleToRun role, CancellationToken cancel)
    {
        var member = new Member(role, Child.Start(role.Name, role.Arguments.Concat(role.OnlyAtFirst), environment, logs, role.Launcher));
        _members[role.Name] = member;
        var address = await member.Child.Ready.WaitAsync(cancel);
        member.Supervision = SuperviseAsync(member);
        return address;
    }

    /// <summary>Where a role is reached now; null while it is not ready.</summary>
    public string? AddressOf(string name) =>
        _members.TryGetValue(name, out var member) && member.Child.Ready is { IsCompletedSuccessfully: true, Result: var address } ? address : null;

    /// <summary>The port on which a role is looked into, or null.</summary>
    public int? ManagementPortOf(string name) => _members.GetValueOrDefault(name)?.Role.ManagementPort;

    /// <summary>The process of a role now, and its id.</summary>
    public int? ProcessIdOf(string name) => _members.TryGetValue(name, out var member) ? member.Child.Id : null;

    /// <summary>Ends every child, in order; kills those that take too long, and all at once when <paramref name="hurry"/> says so.</summary>
    public async Task StopAsync(CancellationToken hurry)
    {
        await _stopping.CancelAsync();
        foreach (var group in _members.Values.GroupBy(member => member.Role.StopOrder).OrderBy(group => group.Key))
        {
            var children = group.Select(member => member.Child).ToList();
            children.ForEach(child => child.Terminate());
            try
            {
                await Task.WhenAll(children.Select(child => child.Exited)).WaitAsync(group.Max(member => member.Role.StopLimit), time, hurry);
            }
            catch (Exception late) when (late is TimeoutException or OperationCanceledException)
            {
                children.ForEach(child => child.Kill());
                await Task.WhenAll(children.Select(child => child.Exited));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var member in _members.Values)
        {
            member.Child.Kill();
            await member.Supervision;
            await member.Child.DisposeAsync();
        }

        _stopping.Dispose();
    }

    private async Task SuperviseAsync(Member member)
    {
        for (var failedStarts = 0; ;)
        {
            var code = await member.Child.Exited;
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            failedStarts = member.Child.Ready.IsCompletedSuccessfully ? 0 : failedStarts + 1;
            if (!member.Role.Restarts || code == ExitCode.BadInput || failedStarts >= MaxFailedStarts)
            {
                _failed.TrySetResult($"{member.Role.Name} ended with exit code {code} and is not started again; its log is {Path.Combine(logs, member.Role.Name + ".log")}");
                return;
            }

            note($"{member.Role.Name} ended (exit code {code}) and is started again");
            Restarts++;
            try
            {
                await Task.Delay(PauseBeforeRestart, time, _stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await member.RestartAsync(() => Child.Start(member.Role.Name, member.Role.Arguments, environment, logs, member.Role.Launcher));
            if (_stopping.IsCancellationRequested)
            {
                // The end began while it was being started, and may not have seen it.
                member.Child.Kill();
            }
        }
    }

    private sealed class Member(RoleToRun role, Child child)
    {
        private volatile Child _child = child;

        public RoleToRun Role => role;

        public Child Child => _child;

        public Task Supervision { get; set; } = Task.CompletedTask;

        public async Task RestartAsync(Func<Child> start)
        {
            var ended = _child;
            _child = start();
            await ended.DisposeAsync();
        }
    }
}
