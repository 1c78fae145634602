using RmsActors.Cli.CommandLine;
using Spectre.Console;

namespace RmsActors.Cli.Demo;

/// <summary>Tells a run's result: the table, the files that were asked for, and what is not as it must be.</summary>
internal sealed class DemoResult(DemoOptions options, IAnsiConsole console, TextWriter error)
{
    private const int MostProblems = 20;

    /// <param name="nodes">What the nodes that run have counted, a line each.</param>
    public void Tell(DemoOutcome outcome, DemoReport report, bool inTime, IEnumerable<string> nodes)
    {
        ResultTable.Write(console, report);
        if (options.Ledger is { } ledger)
        {
            Ledger.Write(ledger, outcome);
        }

        if (options.Report is { } file)
        {
            report.Write(file);
        }

        if (!inTime)
        {
            error.WriteLine($"--timeout, {Duration.ToText(options.Timeout)}, has passed.");
            foreach (var node in nodes)
            {
                error.WriteLine(node);
            }
        }

        foreach (var problem in outcome.Problems.Take(MostProblems))
        {
            error.WriteLine(problem);
        }

        if (outcome.Problems.Count > MostProblems)
        {
            error.WriteLine($"and {outcome.Problems.Count - MostProblems} more");
        }
    }
}
