using System.Globalization;
using Spectre.Console;

namespace RmsActors.Cli.Demo;

/// <summary>A bar, decided so far and rate, on a terminal.</summary>
internal sealed class TerminalScreen(IAnsiConsole console) : IDemoScreen
{
    public void Note(string line) => console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{line}");

    public Task ProgressAsync(Func<Action<DemoProgress>, Task> work) => console
        .Progress()
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
        .StartAsync(context =>
        {
            var bar = context.AddTask("starting to submit", maxValue: 1);
            return work(progress =>
            {
                bar.MaxValue = progress.Total;
                bar.Value = progress.Decided;
                bar.Description = string.Create(CultureInfo.InvariantCulture, $"{progress.Decided} of {progress.Total} decided, {progress.PerSecond:0} per second");
            });
        });
}
