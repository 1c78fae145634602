using System.CommandLine;
using System.Globalization;
using RmsActors.Cli.CommandLine;
using RmsActors.Cli.Inspect;
using RmsActors.Hosting;
using RmsActors.Rms.Inspection;
using Spectre.Console;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms actor hierarchy</c>.</summary>
internal static class ActorVerb
{
    public static Command Create() => new("actor", "Shows a node's actors.") { Hierarchy() };

    private static Command Hierarchy()
    {
        var json = Show.JsonOption();
        var start = OptionOf.Text("--start", "PATH", "Where to begin, such as /user or /system/sharding/payments (default /).");
        var depth = OptionOf.WholeNumber("--depth", "N", "Levels below it (default 4, from 0 to 20).", 0, 20);
        var children = OptionOf.WholeNumber("--children", "N", "Of each actor, by name (default 25, from 1 to 1000).", 1, 1_000);
        return NodeOption.On(new Command("hierarchy", "The tree of a node's actors.") { start, depth, children, json }, async (node, parsed, cancel) =>
        {
            var path = string.Create(
                CultureInfo.InvariantCulture,
                $"{ManagementPaths.Actors}?start={Uri.EscapeDataString(parsed.GetValue(start) ?? "/")}&depth={parsed.GetValue(depth) ?? 4}&children={parsed.GetValue(children) ?? 25}");
            var reply = await node.FindAsync<ActorNode>(path, cancel)
                ?? throw new HttpRequestException($"--start = '{parsed.GetValue(start)}': the node has no such actor now");
            await Show.ValueAsync(parsed, json, reply, (root, output) =>
            {
                var tree = new Tree(Label(root)) { Guide = TreeGuide.Ascii };
                Add(tree, root);
                Show.Write(output, tree);
            });
            return ExitCode.Success;
        });
    }

    private static void Add(IHasTreeNodes at, ActorNode actor)
    {
        foreach (var child in actor.Children)
        {
            Add(at.AddNode(Label(child)), child);
        }

        if (actor.NotListed > 0)
        {
            at.AddNode(new Text($"… {actor.NotListed} more"));
        }
    }

    private static Text Label(ActorNode actor) => new($"{Hosting.Csv.Shown.Of(actor.Name)} ({actor.Type})");
}
