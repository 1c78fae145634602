using System.CommandLine;
using RmsActors.Cli.CommandLine;
using RmsActors.Hosting;

namespace RmsActors.Cli.Inspect;

/// <summary>The token that is shown to whoever is asked. Never an option's value: every user of the machine can read a command line.</summary>
internal sealed class TokenOption
{
    /// <summary>The environment variable that may hold it.</summary>
    public const string Variable = "RMS_TOKEN";

    public Option<string?> Option { get; } = OptionOf.Text(
        "--token-file", "FILE", $"A file whose first line is the bearer token to show (default the environment's {Variable}, if it is set).");

    /// <summary>The token, or null.</summary>
    /// <exception cref="OptionsException">It cannot be read, or can be none.</exception>
    public string? Read(ParseResult parsed)
    {
        if (parsed.GetValue(Option) is not { } file)
        {
            return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } token ? Checked(token, Variable) : null;
        }

        try
        {
            return File.ReadLines(file).Select(line => line.Trim()).FirstOrDefault() is { Length: > 0 } token
                ? Checked(token, $"--token-file = '{file}'")
                : throw new OptionsException($"--token-file = '{file}': expected a file whose first line is a token");
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new OptionsException($"--token-file = '{file}': {unusable.Message}");
        }
    }

    private static string Checked(string token, string source) =>
        token.All(character => character is > ' ' and < '\x7f') ? token : throw new OptionsException($"{source}: expected a token of visible ASCII characters without spaces");
}
