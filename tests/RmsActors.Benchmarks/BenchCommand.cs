using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using RmsActors.Benchmarks.Measures;
using RmsActors.Benchmarks.Micro;
using RmsActors.Benchmarks.Strategies;
using RmsActors.Cli.CommandLine;
using RmsActors.Cli.Demo;
using RmsActors.Hosting;
using RmsActors.Testing;

namespace RmsActors.Benchmarks;

/// <summary>The command line of the benchmarks.</summary>
internal static class BenchCommand
{
    private const int MostNodes = 9;

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Measures what a decision costs, and what its shape is worth. Exit code 0 once measured, 1 when that failed, 2 for bad options.")
        {
            StrategiesCommand(), JoinCommand(), MemoryCommand(), BacklogCommand(), MicroCommand.Create(),
        };
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OptionsException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return ExitCode.BadInput;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Interrupted; what was started ends with this process.");
            return ExitCode.Interrupted;
        }
        catch (Exception failure) when (failure is TimeoutException or IOException or ChildFailedException or Npgsql.NpgsqlException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return ExitCode.Failure;
        }
    }

    private static Command StrategiesCommand()
    {
        var strategies = OptionOf.Text("--strategies", "LIST", "Which, separated by commas: broadcast, balanced, aligned (default all).");
        var nodes = OptionOf.Text("--nodes", "LIST", $"Numbers of nodes, separated by commas (default 1,2,3,4; each from 1 to {MostNodes}).");
        var payments = OptionOf.WholeNumber("--payments", "N", "Payments of a phase at most (default 50000, from 1000 to 10000000); a phase feeds for ten seconds at most.", 1_000, 10_000_000);
        var rounds = OptionOf.WholeNumber("--rounds", "N", "Rounds, of which medians are told (default 3, from 1 to 99).", 1, 99);
        var report = OptionOf.Text("--report", "FILE.json", "Where to write the report.");
        var chart = OptionOf.Text("--chart", "FILE.png", "Where to draw the chart.");
        var kill = new Option<bool>("--kill") { Description = "Also kills a node under load, where there are two or more, and counts what is never decided." };
        var command = new Command("strategies", "Compares ways to bring a reply to the instance that waits for it, interleaved, each with fresh processes.") { strategies, nodes, payments, rounds, report, chart, kill };
        command.SetAction(async (parsed, cancel) =>
        {
            var comparison = new Comparison(
                StrategiesOf(parsed.GetValue(strategies)),
                NodesOf(parsed.GetValue(nodes)),
                parsed.GetValue(payments) ?? 50_000,
                parsed.GetValue(rounds) ?? 3,
                parsed.GetValue(kill),
                parsed.InvocationConfiguration.Output);
            await using var postgres = await PostgresAsync();
            var measured = await comparison.RunAsync(postgres, Machine(), TimeProvider.System, cancel);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(measured.ToTable());
            if (parsed.GetValue(report) is { } json)
            {
                await File.WriteAllTextAsync(json, measured.ToJson(), cancel);
            }

            if (parsed.GetValue(chart) is { } png)
            {
                StrategyChart.Write(measured, png);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Command JoinCommand()
    {
        var command = new Command("join", "Measures how long a started node takes to join a running cluster and decide its first payment.");
        command.SetAction(async (parsed, cancel) =>
        {
            await using var postgres = await PostgresAsync();
            var join = await JoinMeasure.RunAsync(postgres, TimeProvider.System, cancel);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"ready {join.Ready.TotalSeconds:0.00} s after its start, first decision after {join.FirstDecision.TotalSeconds:0.00} s; everyone's p99 meanwhile {join.P99Ms:0} ms, lost {join.Lost}"));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command MemoryCommand()
    {
        var undecided = OptionOf.WholeNumber("--undecided", "N", "Payments that wait for KYC (default 10000, from 1 to 1000000).", 1, 1_000_000);
        var command = new Command("memory", "Measures a node's peak memory while payments wait for KYC.") { undecided };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var postgres = await PostgresAsync();
            var count = parsed.GetValue(undecided) ?? 10_000;
            var peak = await MemoryMeasure.RunAsync(postgres, count, TimeProvider.System, cancel);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{peak / 1e6:0} MB at most with {count} undecided payments"));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command BacklogCommand()
    {
        var payments = OptionOf.WholeNumber("--payments", "N", "Payments that wait before the node starts (default 200000, from 1 to 300000, which the embedded broker keeps).", 1, 300_000);
        var limit = OptionOf.WholeNumber("--max-undecided", "N", "The node's limit (default 5000, from 1 to 1000000).", 1, 1_000_000);
        var command = new Command("backlog", "Measures how a node drains a backlog, and how many actors live meanwhile.") { payments, limit };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var postgres = await PostgresAsync();
            var (waiting, most) = (parsed.GetValue(payments) ?? 200_000, parsed.GetValue(limit) ?? 5_000);
            var drained = await BacklogMeasure.RunAsync(postgres, waiting, most, TimeProvider.System, cancel);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{waiting} payments drained in {drained.Elapsed.TotalSeconds:0.0} s, {waiting / drained.Elapsed.TotalSeconds:0} per second; at most {drained.MostLive} actors lived at once (limit {most}), {drained.PeakBytes / 1e6:0} MB"));
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task<PostgresServer> PostgresAsync()
    {
        var (server, problem) = await PostgresServer.StartAsync(settings: "-c shared_preload_libraries=pg_stat_statements");
        return server ?? throw new OptionsException($"There is no PostgreSQL to be started ({problem}): install it");
    }

    private static IReadOnlyList<Strategy> StrategiesOf(string? list)
    {
        if (list is null)
        {
            return Strategy.All;
        }

        return [.. Parts(list).Select(name => Strategy.All.FirstOrDefault(strategy => strategy.Name == name)
            ?? throw new OptionsException($"--strategies = '{name}': expected {string.Join(", ", Strategy.All.Select(strategy => strategy.Name))}, separated by commas"))];
    }

    internal static IReadOnlyList<int> NodesOf(string? list) =>
        [.. Parts(list ?? "1,2,3,4").Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MostNodes
            ? number
            : throw new OptionsException($"--nodes = '{text}': expected numbers from 1 to {MostNodes}, separated by commas"))];

    private static string[] Parts(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Machine() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
}
