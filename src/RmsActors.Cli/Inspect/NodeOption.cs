using System.CommandLine;
using RmsActors.Cli.CommandLine;
using RmsActors.Hosting;

namespace RmsActors.Cli.Inspect;

/// <summary>Which node a verb asks, and as whom.</summary>
internal sealed class NodeOption
{
    private readonly Option<string?> _node = OptionOf.Text(
        "--node", "URL", "The node's management endpoint (default the local one: Management:Host and Management:Port, http://127.0.0.1:8558).");

    private readonly TokenOption _token = new();

    /// <summary>Adds the options to a verb that talks to one node.</summary>
    /// <param name="run">Returns the exit code.</param>
    public static Command On(Command command, Func<NodeClient, ParseResult, CancellationToken, Task<int>> run)
    {
        var option = new NodeOption();
        option.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var client = option.ClientOf(parsed);
            return await run(client, parsed, cancel);
        });
        return command;
    }

    /// <summary>Adds the options to a verb that may talk to a node.</summary>
    public void AddTo(Command command)
    {
        command.Add(_node);
        command.Add(_token.Option);
    }

    /// <summary>Whether a node was named.</summary>
    public bool IsNamed(ParseResult parsed) => parsed.GetValue(_node) is not null;

    /// <summary>Talks to the node that was named, or else to the local one. Dispose it.</summary>
    /// <exception cref="OptionsException">An option cannot be used.</exception>
    public NodeClient ClientOf(ParseResult parsed) => new(AddressOf(parsed), _token.Read(parsed));

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
}
