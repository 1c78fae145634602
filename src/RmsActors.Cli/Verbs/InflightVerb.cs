using System.CommandLine;
using System.Globalization;
using RmsActors.Cli.CommandLine;
using RmsActors.Cli.Inspect;
using RmsActors.Rms.Inspection;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms inflight</c>: payments that were read and are not finished.</summary>
internal static class InflightVerb
{
    public static Command Create()
    {
        var json = Show.JsonOption();
        var olderThan = OptionOf.Length("--older-than", "DURATION", "Only those read longer ago (default 0s, from 0s to 1d).", TimeSpan.Zero, TimeSpan.FromDays(1));
        var limit = OptionOf.WholeNumber("--limit", "N", "Payments to name at most, the oldest first (default 100, from 1 to 1000).", 1, 1_000);
        return NodeOption.On(new Command("inflight", "Lists the payments that nodes have read and not finished, the oldest first.") { olderThan, limit, json }, async (node, parsed, cancel) =>
        {
            var path = string.Create(
                CultureInfo.InvariantCulture,
                $"{ManagementPaths.Inflight}?olderThanMs={(long)(parsed.GetValue(olderThan) ?? TimeSpan.Zero).TotalMilliseconds}&limit={parsed.GetValue(limit) ?? 100}");
            return await Show.AnswerAsync(parsed, json, await node.GetAsync<InflightView>(path, cancel), Write);
        });
    }

    private static void Write(InflightView view, TextWriter output)
    {
        if (view.Payments.Count == 0)
        {
            output.WriteLine("There are none.");
            return;
        }

        Show.Table(
            output,
            ["payment", "partition", "offset", "age", "state", "attempt", "deadline", "read by", "trace id"],
            view.Payments.Select(payment => (string?[])
            [
                payment.PaymentId, Show.Whole(payment.Partition), Show.Whole(payment.Offset), Show.Seconds(payment.AgeSeconds), payment.State,
                Show.Whole(payment.Attempt), Show.Time(payment.Deadline), Show.Node(payment.Node), payment.TraceId,
            ]),
            1,
            2,
            3,
            5);
        if (view.NotListed > 0)
        {
            output.WriteLine($"and {view.NotListed} more");
        }
    }
}
