using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using RmsActors.Cli.CommandLine;
using RmsActors.Hosting;

namespace RmsActors.Benchmarks.Micro;

/// <summary><c>micro</c>: single steps, with what they allocate.</summary>
internal static class MicroCommand
{
    public static Command Create()
    {
        var filter = OptionOf.Text("--filter", "GLOB", "Which, such as *Decider* (default all).");
        var artifacts = OptionOf.Text("--artifacts", "DIR", "Where BenchmarkDotNet writes (default a temporary folder).");
        var command = new Command("micro", "Measures single steps of a decision, with what they allocate.") { filter, artifacts };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(artifacts) ?? Directory.CreateTempSubdirectory("rms-micro-").FullName;
            // In this process: the projects' build folders are not written to.
            var config = DefaultConfig.Instance.WithArtifactsPath(folder).AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
            var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(["--filter", parsed.GetValue(filter) ?? "*"], config);
            return summaries.Any() && summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }
}
