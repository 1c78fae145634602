using System.CommandLine;
using RmsActors.Chaos.Faults;
using RmsActors.Chaos.Report;
using RmsActors.Chaos.Harness;
using RmsActors.Chaos.Simulation;
using RmsActors.Cli.CommandLine;
using RmsActors.Hosting;

namespace RmsActors.Chaos;

/// <summary>The command line of the fault harness.</summary>
internal static class ChaosCommand
{
    private const int ShownViolations = 10;

    public static async Task<int> RunAsync(string[] args)
    {
        var seed = OptionOf.WholeNumber("--seed", "N", "Chooses the payments, the faults, and when they strike (default 1).", int.MinValue, int.MaxValue);
        var seconds = OptionOf.WholeNumber("--seconds", "N", "How long payments flow and faults strike (default 120, from 10 to 3600).", 10, 3600);
        var nodes = OptionOf.WholeNumber("--nodes", "N", "RMS nodes (default 3, from 1 to 9).", 1, 9);
        var rate = OptionOf.WholeNumber("--rate", "PER_SECOND", "Payments a second (default 300, from 1 to 10000).", 1, 10_000);
        var report = OptionOf.Text("--report", "FILE.json", "Where to write the report.");
        var faults = OptionOf.Text("--faults", "LIST", "The kinds to inject, separated by commas; none for no faults at all (default all).");
        var postgres = OptionOf.Text("--postgres", "CONNECTION", "A PostgreSQL server to use instead of a private one; it is neither restarted nor stopped.");
        var data = OptionOf.Text("--data", "DIR", "Where logs go and stay (default a temporary folder, which stays if the run fails).");
        var list = new Option<bool>("--list") { Description = "Names the kinds of faults, and ends." };
        var root = new RootCommand("Runs the whole system, injects faults, and checks that no payment is lost or decided twice. Exit code 0 if that holds, 1 if not, 2 for bad options.")
        {
            seed, seconds, nodes, rate, report, faults, postgres, data, list, SimulateCommand.Create(),
        };
        root.SetAction((parsed, cancel) => parsed.GetValue(list)
            ? ListAsync(parsed.InvocationConfiguration.Output)
            : RunAsync(
                new ChaosOptions(
                    parsed.GetValue(seed) ?? 1,
                    TimeSpan.FromSeconds(parsed.GetValue(seconds) ?? 120),
                    parsed.GetValue(nodes) ?? 3,
                    parsed.GetValue(rate) ?? 300,
                    KindsOf(parsed.GetValue(faults)),
                    parsed.GetValue(postgres),
                    parsed.GetValue(report),
                    parsed.GetValue(data)),
                parsed.InvocationConfiguration.Output,
                cancel));
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
        catch (Exception failure) when (failure is TimeoutException or IOException or Npgsql.NpgsqlException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return ExitCode.Failure;
        }
    }

    private static async Task<int> ListAsync(TextWriter output)
    {
        foreach (var kind in FaultKinds.All)
        {
            await output.WriteLineAsync($"{kind.Name,-30} {kind.What}");
        }

        return ExitCode.Success;
    }

    private static IReadOnlyList<string> KindsOf(string? list)
    {
        var all = FaultKinds.All.Select(kind => kind.Name).ToList();
        if (list is null)
        {
            return [.. FaultKinds.All.Where(kind => !kind.OnlyIfNamed).Select(kind => kind.Name)];
        }

        string[] chosen = list == "none" ? [] : list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return chosen.Except(all).FirstOrDefault() is { } unknown
            ? throw new OptionsException($"--faults = '{unknown}': expected kinds of --list, separated by commas, or none")
            : chosen;
    }

    private static async Task<int> RunAsync(ChaosOptions options, TextWriter output, CancellationToken cancel)
    {
        var data = options.Data is null ? Directory.CreateTempSubdirectory("rms-chaos-").FullName : Directory.CreateDirectory(options.Data).FullName;
        var report = await new ChaosRun(options, output, TimeProvider.System).RunAsync(data, cancel);
        if (options.Report is { } file)
        {
            report.Write(file);
        }

        await TellAsync(report, output);
        if (report.Violations.Count == 0 && options.Data is null)
        {
            Directory.Delete(data, recursive: true);
        }

        return report.Violations.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static async Task TellAsync(ChaosReport report, TextWriter output)
    {
        await output.WriteLineAsync($"""

            payments {report.Payments}, decided {report.Decided}, lost {report.Lost}, conflicting {report.Conflicting}, duplicate decisions {report.DuplicateDecisions}, dead-lettered {report.DeadLettered} ({report.PoisonInjected} poison)
            worst {report.WorstMs} ms, p99 of what KYC answers promptly {report.PromptP99Ms} ms; after a node's end p99 {report.AfterKillP99Ms} ms, of what it did not read {report.UntouchedMs?.P99} ms ({report.BeforeKillMs?.P99} ms before); full rate {report.AfterDatabaseReturnSeconds} s after the database's return; avoidable fallbacks {report.AvoidableFallbacks}; restarts {report.Restarts}; at most {string.Join(", ", report.PeakMegabytes.Select(role => $"{role.Key} {role.Value}"))} MB
            faults: {string.Join(", ", report.Faults.Select(fault => $"{fault.Key} {fault.Value}"))}
            """);
        foreach (var violation in report.Violations.Take(ShownViolations))
        {
            await output.WriteLineAsync($"VIOLATION {violation}");
        }

        if (report.Violations.Count > ShownViolations)
        {
            await output.WriteLineAsync($"and {report.Violations.Count - ShownViolations} more; {report.ViolationsWithoutHistory} have no history told");
        }

        await output.WriteLineAsync(report.Violations.Count == 0 ? $"seed {report.Seed}: all rules hold" : $"seed {report.Seed}: {report.Violations.Count} violations");
    }
}
