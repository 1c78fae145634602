using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using RmsActors.Cli.CommandLine;
using RmsActors.Cli.Inspect;
using RmsActors.Hosting;
using RmsActors.Rms.Inspection;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms log tail|level</c>.</summary>
internal static class LogVerb
{
    public static Command Create() => new("log", "Shows a node's log, and changes how much it says.") { Tail(), Level() };

    private static Command Tail()
    {
        var json = Show.JsonOption();
        var lines = OptionOf.WholeNumber("--lines", "N", $"Of those that are there (default 20, from 0 to {LogTail.Kept}).", 0, LogTail.Kept);
        var noFollow = new Option<bool>("--no-follow") { Description = "End after them, instead of waiting for more until Ctrl-C." };
        return NodeOption.On(new Command("tail", "The last lines of the log, and those to come.") { lines, noFollow, json }, async (node, parsed, cancel) =>
        {
            var query = string.Create(CultureInfo.InvariantCulture, $"?lines={parsed.GetValue(lines) ?? 20}");
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(noFollow))
            {
                var reply = await node.GetAsync<IReadOnlyList<LogLine>>(ManagementPaths.Log + query, cancel);
                await Show.ValueAsync(parsed, json, reply, (last, writer) =>
                {
                    foreach (var line in last)
                    {
                        writer.WriteLine(Text(line));
                    }
                });
                return ExitCode.Success;
            }

            await foreach (var line in node.FollowAsync(ManagementPaths.Log + "/follow" + query, cancel))
            {
                await output.WriteLineAsync(parsed.GetValue(json) ? line : Text(JsonSerializer.Deserialize<LogLine>(line, InspectionFormat.Json)!));
            }

            return ExitCode.Success;
        });
    }

    private static Command Level()
    {
        var level = new Argument<string?>("LEVEL") { Arity = ArgumentArity.ZeroOrOne, Description = "Trace, Debug, Information, Warning, Error, Critical or None; without it, shows what was changed." };
        var category = OptionOf.Text("--category", "NAME", "Only this category and those below it, such as RmsActors.Rms or Akka (default all that have no level of their own).");
        return NodeOption.On(new Command("level", "Changes how much a node's log says, until its process ends.") { level, category }, async (node, parsed, cancel) =>
        {
            var (asked, named) = (parsed.GetValue(level), parsed.GetValue(category));
            if (asked is null && named is not null)
            {
                throw new OptionsException("expected LEVEL with --category");
            }

            var reply = asked is null
                ? await node.GetAsync<JsonElement>(ManagementPaths.LogLevel, cancel)
                : await node.DoAsync(HttpMethod.Post, $"{ManagementPaths.LogLevel}?level={Uri.EscapeDataString(asked)}{(named is null ? "" : "&category=" + Uri.EscapeDataString(named))}", cancel);
            var changed = reply.Json.GetProperty("changed").Deserialize<Dictionary<string, LogLevel>>(InspectionFormat.Json)!
                .OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (string?[])[entry.Key, entry.Value.ToString()]).ToList();
            if (changed.Count == 0)
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync("The levels are those of the settings.");
            }
            else
            {
                Show.Table(parsed.InvocationConfiguration.Output, ["category", "level"], changed);
            }

            return ExitCode.Success;
        });
    }

    private static string Text(LogLine line) => $"{Show.Time(line.At)} {line.Level}: {line.Category} {line.Message}";
}
