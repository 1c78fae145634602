using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using RmsActors.Hosting;

namespace RmsActors.Cli.CommandLine;

/// <summary>The command line as a whole: what cannot be understood or used is told in plain lines on standard error, with exit code 2.</summary>
internal static class RmsCommand
{
    /// <summary>Runs the verb that <paramref name="args"/> name.</summary>
    /// <returns>The process's exit code; see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<Command> verbs, string[] args, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("RmsActors: payments, scored for risk by an Akka.NET cluster that talks to its neighbours over Kafka.");
        foreach (var verb in verbs)
        {
            root.Add(verb);
        }

        // A payment id may begin with @, which would otherwise name a file of arguments.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && !AsksForHelp(parsed))
        {
            await TellAsync(error, string.Join(Environment.NewLine, parsed.Errors.Select(problem => problem.Message).Distinct()));
            await error.WriteLineAsync($"See {Path(parsed)} --help.");
            return ExitCode.BadInput;
        }

        try
        {
            // The verbs hear Ctrl-C themselves, since ending takes them longer than the library's patience.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (ValidationException problem)
        {
            await TellAsync(error, problem.Message);
            return ExitCode.BadInput;
        }
        catch (Exception unexpected)
        {
            // The boundary of the process: whatever comes here is told, and the exit code says that the work was not done.
            await TellAsync(error, unexpected is Confluent.Kafka.KafkaException or TimeoutException or HttpRequestException or IOException ? unexpected.Message : unexpected.ToString());
            return ExitCode.Failure;
        }
    }

    private static bool AsksForHelp(ParseResult parsed) => parsed.Action is System.CommandLine.Help.HelpAction;

    private static Task TellAsync(TextWriter error, string message) => error.WriteLineAsync(message);

    private static string Path(ParseResult parsed)
    {
        var names = new List<string>();
        for (System.CommandLine.Parsing.SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
        {
            if (at is System.CommandLine.Parsing.CommandResult { Command: not RootCommand } command)
            {
                names.Insert(0, command.Command.Name);
            }
        }

        return string.Join(' ', names.Prepend("rms"));
    }
}
