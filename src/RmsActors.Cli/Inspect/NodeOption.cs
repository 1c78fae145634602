using System.CommandLine;
using RmsActors.Cli.CommandLine;
using RmsActors.Hosting;

namespace RmsActors.Cli.Inspect;

/// <summary>Which node a verb asks, and as whom.</summary>
internal sealed class NodeOption
{
    /// <summary>The environment variable that may hold the token.</summary>
    public const string TokenVariable = "RMS_TOKEN";

    private readonly Option<string?> _node = OptionOf.Text(
        "--node", "URL", "The node's management endpoint (default the local one: Management:Host and Management:Port, http://127.0.0.1:8558).");

    private readonly Option<string?> _tokenFile = OptionOf.Text(
        "--token-file", "FILE", $"A file whose first line is the token to show the node (default the environment's {TokenVariable}, if it is set).");

    /// <summary>Adds the options to a verb that talks to one node.</summary>
    /// <param name="run">Returns the exit code.</param>
    public static Command On(Command command, Func<NodeClient, ParseResult, CancellationToken, Task<int>> run)
    {
        var option = new NodeOption();
        command.Add(option._node);
        command.Add(option._tokenFile);
        command.SetAction(async (parsed, cancel) =>
        {
            using var client = new NodeClient(option.AddressOf(parsed), option.TokenOf(parsed));
            return await run(client, parsed, cancel);
        });
        return command;
    }

    private Uri AddressOf(ParseResult parsed)
    {
        if (parsed.GetValue(_node) is not { } text)
        {
            var local = ValidatedOptions.Read<ManagementOptions>(Settings.Read([]), ManagementOptions.Section);
            return local.Port == 0
                ? throw new OptionsException("Management:Port = '0': the node's log names the port that it took; name it with --node http://127.0.0.1:PORT")
                : new UriBuilder("http", local.Host is "0.0.0.0" or "::" ? "127.0.0.1" : local.Host, local.Port).Uri;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.PathAndQuery == "/" && address.Fragment.Length == 0 && address.UserInfo.Length == 0
            ? address
            : throw new OptionsException($"--node = '{text}': expected an http or https URL without a path, such as http://127.0.0.1:8558");
    }

    // Never an option's value: every user of the machine can read a command line.
    private string? TokenOf(ParseResult parsed)
    {
        if (parsed.GetValue(_tokenFile) is not { } file)
        {
            return Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token ? Checked(token, TokenVariable) : null;
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
