using System.Diagnostics;
using RmsActors.Cli.Demo;

namespace RmsActors.Cli.Tests.Demo;

public sealed class FleetTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _logs = Directory.CreateTempSubdirectory("rms-fleet-").FullName;
    private readonly CancellationTokenSource _limit = new(Patience);
    private readonly List<string> _notes = [];
    private readonly Fleet _fleet;

    public FleetTests() => _fleet = new Fleet(_logs, new Dictionary<string, string>(), _notes.Add, TimeProvider.System);

    private static RoleToRun Broker(bool restarts) => new("kafka", ["kafka", "--partitions", "1"], 0, TimeSpan.FromSeconds(10), restarts);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _fleet.DisposeAsync();
        _limit.Dispose();
        Directory.Delete(_logs, recursive: true);
    }

    [Fact]
    public async Task A_child_that_dies_is_started_again()
    {
        await _fleet.StartAsync(Broker(restarts: true), _limit.Token);
        var first = Process.GetProcessById(_fleet.ProcessIdOf("kafka")!.Value);
        first.Kill();
        await first.WaitForExitAsync(_limit.Token);
        await UntilAsync(() => _fleet.ProcessIdOf("kafka") != first.Id && _fleet.AddressOf("kafka") is not null);
        _notes.ShouldBe(["kafka ended (exit code 137) and is started again"]);
        _fleet.Failed.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task One_that_cannot_be_started_again_is_the_end_of_the_run()
    {
        await _fleet.StartAsync(Broker(restarts: false), _limit.Token);
        Process.GetProcessById(_fleet.ProcessIdOf("kafka")!.Value).Kill();
        (await _fleet.Failed.WaitAsync(_limit.Token)).ShouldContain("kafka ended with exit code 137 and is not started again");
    }

    [Fact]
    public async Task A_child_that_does_not_start_is_told_with_the_end_of_its_log()
    {
        var failure = await Should.ThrowAsync<ChildFailedException>(
            _fleet.StartAsync(new("kafka", ["kafka", "--partitions", "none"], 0, Patience), _limit.Token));
        failure.ExitCode.ShouldBe(2);
        failure.Message.ShouldContain("--partitions = 'none': expected a whole number");
        failure.Message.ShouldContain(Path.Combine(_logs, "kafka.log"));
    }

    [Fact]
    public async Task Stopping_leaves_no_process_behind()
    {
        await _fleet.StartAsync(Broker(restarts: true), _limit.Token);
        var child = Process.GetProcessById(_fleet.ProcessIdOf("kafka")!.Value);
        await _fleet.StopAsync(CancellationToken.None);
        child.HasExited.ShouldBeTrue();
        _notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_child_leaves_Ctrl_C_to_its_parent_and_ends_with_it()
    {
        await using var child = Child.Start("kafka", ["kafka"], new Dictionary<string, string>(), _logs);
        await child.Ready.WaitAsync(_limit.Token);
        Process.Start("kill", ["-INT", child.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).WaitForExit();

        // A signal that was taken leaves no trace to wait for; what ends the child must be the end of its input.
        child.Exited.IsCompleted.ShouldBeFalse();
        child.LetGo();
        (await child.Exited.WaitAsync(_limit.Token)).ShouldBe(137);
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(20, _limit.Token);
        }
    }
}
