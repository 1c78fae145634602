using System.CommandLine;
using System.Text.Json;
using RmsActors.Cli.Inspect;
using RmsActors.Hosting;
using RmsActors.Rms.Inspection;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms cluster show|leave|down|tail</c>.</summary>
internal static class ClusterVerb
{
    public static Command Create() => new("cluster", "Shows the cluster as a node sees it, and has members leave.")
    {
        ShowMembers(),
        Change("leave", ManagementPaths.Leave, "Has a member leave in order: it drains, hands its shards over, and its process ends.", "leaves: it drains first; 'rms cluster tail' shows when it is gone"),
        Change("down", ManagementPaths.Down, "Removes a member that is gone for good. One that still runs ends its process when it hears of it, without draining.", "is removed; others take over what it had under way"),
        Tail(),
    };

    private static Command ShowMembers()
    {
        var json = Show.JsonOption();
        return NodeOption.On(new Command("show", "Shows the members: address, status, whether they are reachable, who leads.") { json }, async (node, parsed, cancel) =>
            await Show.AnswerAsync(parsed, json, await node.GetAsync<ClusterView>(ManagementPaths.Cluster, cancel), (view, output) => Show.Table(
                output,
                ["member", "status", "reachable", "", "version"],
                view.Members.Select(member => (string?[])
                [
                    member.Address, member.Status, member.Reachable ? "yes" : "no", string.Join(", ", ((string[])[member.Leader ? "leader" : "", member.Self ? "asked" : ""]).Where(note => note.Length > 0)), member.Version,
                ]))));
    }

    private static Command Change(string name, string path, string description, string done)
    {
        var address = new Argument<string>("ADDRESS") { Description = "The member: HOST:PORT, or its whole address as 'rms cluster show' names it." };
        return NodeOption.On(new Command(name, description) { address }, async (node, parsed, cancel) =>
        {
            await node.DoAsync(HttpMethod.Post, $"{path}?address={Uri.EscapeDataString(parsed.GetValue(address)!)}", cancel);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{parsed.GetValue(address)} {done}");
            return ExitCode.Success;
        });
    }

    private static Command Tail()
    {
        var json = Show.JsonOption();
        return NodeOption.On(new Command("tail", "Tells what happens in the cluster, beginning with how it stands, until Ctrl-C.") { json }, async (node, parsed, cancel) =>
        {
            await foreach (var line in node.FollowAsync(ManagementPaths.ClusterEvents, cancel))
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(json) ? line : Text(JsonSerializer.Deserialize<ClusterEventView>(line, InspectionFormat.Json)!));
            }

            return ExitCode.Success;
        });
    }

    private static string Text(ClusterEventView happened) => $"{Show.Time(happened.At)}  {happened.Event,-16}  {happened.Address ?? Show.Nothing}";
}
