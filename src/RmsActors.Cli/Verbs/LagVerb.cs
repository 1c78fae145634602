using System.CommandLine;
using RmsActors.Cli.Inspect;
using RmsActors.Rms.Inspection;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms lag</c>: how far the nodes have worked their partitions off.</summary>
internal static class LagVerb
{
    public static Command Create()
    {
        var json = Show.JsonOption();
        return NodeOption.On(new Command("lag", "Each partition: committed, watermark, end of the log, the oldest unfinished record, and who reads it.") { json }, async (node, parsed, cancel) =>
            await Show.AnswerAsync(parsed, json, await node.GetAsync<LagView>(ManagementPaths.Lag, cancel), (view, output) => Show.Table(
                output,
                ["topic", "partition", "committed", "watermark", "end", "lag", "oldest", "for", "payment", "read by", "paused"],
                view.Partitions.Select(row => (string?[])
                [
                    row.Topic, Show.Whole(row.Partition), Show.Whole(row.Committed), Show.Whole(row.Watermark), Show.Whole(row.End), Show.Whole(row.Lag),
                    Show.Whole(row.Oldest), Show.Seconds(row.OldestSeconds), row.OldestPaymentId, Show.Node(row.Owner), row.Paused,
                ]),
                1,
                2,
                3,
                4,
                5,
                6,
                7)));
    }
}
