using System.CommandLine;
using RmsActors.Cli.Inspect;
using RmsActors.Hosting;
using RmsActors.Hosting.Csv;
using RmsActors.Rms.Inspection;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms where ID</c>: which node has a payment, and how far it has come.</summary>
internal static class WhereVerb
{
    public static Command Create()
    {
        var json = Show.JsonOption();
        var id = PaymentArgument.Of();
        return NodeOption.On(new Command("where", "Tells where a payment is and how far it has come: partition, shard, node, state, attempt, deadline, trace id.") { id, json }, async (node, parsed, cancel) =>
        {
            var reply = await node.GetAsync<WhereView>(PaymentArgument.Path(ManagementPaths.Where, parsed.GetValue(id)!), cancel);
            var code = await Show.AnswerAsync(parsed, json, reply, Write);
            if (reply.Value is not { State: "Unknown", UnderWay: null })
            {
                return code;
            }

            await parsed.InvocationConfiguration.Error.WriteLineAsync($"nobody has heard of payment '{Shown.Of(parsed.GetValue(id)!)}' here: is the id right?");
            return ExitCode.Failure;
        });
    }

    private static void Write(WhereView view, TextWriter output) => Show.List(
        output,
        ("partition", $"{view.Partition}, read by {Show.Node(view.Reader) ?? "nobody"}"),
        ("shard", Show.Whole(view.Shard)),
        ("node", Show.Node(view.Node) is { } node ? $"{node}, {(view.InMemory ? "in memory" : "not in memory")}" : null),
        ("state", view.State),
        ("attempt", Show.Whole(view.Attempt)),
        ("deadline", Show.Time(view.Deadline)),
        ("trace id", view.TraceId),
        ("under way", view.UnderWay is { } record ? $"offset {record.Offset}, read by {Show.Node(view.ReadBy)} at {Show.Time(record.Since)}" : "no"),
        ("quarantined", view.Quarantined ?? "no"));
}
