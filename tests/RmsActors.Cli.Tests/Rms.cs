using RmsActors.Cli.CommandLine;

namespace RmsActors.Cli.Tests;

/// <summary>The executable's command line, run within the test.</summary>
internal static class Rms
{
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await RmsCommand.RunAsync(Program.Verbs(), args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
