using System.CommandLine;
using RmsActors.Cli.Inspect;
using RmsActors.Hosting;
using RmsActors.Hosting.Csv;
using RmsActors.Rms.Inspection;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms payment show ID</c>: all that the journal holds of a payment.</summary>
internal static class PaymentVerb
{
    public static Command Create() => new("payment", "Shows a payment's history.") { ShowHistory() };

    private static Command ShowHistory()
    {
        var json = Show.JsonOption();
        var id = PaymentArgument.Of();
        return NodeOption.On(new Command("show", "All that the journal holds of a payment, as it was stored; also where it cannot be recovered.") { id, json }, async (node, parsed, cancel) =>
        {
            if (await node.FindAsync<PaymentView>(PaymentArgument.Path(ManagementPaths.Payment, parsed.GetValue(id)!), cancel) is not { } reply)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"the journal holds nothing of payment '{Shown.Of(parsed.GetValue(id)!)}': is the id right?");
                return ExitCode.Failure;
            }

            return await Show.AnswerAsync(parsed, json, reply, Write);
        });
    }

    private static void Write(PaymentView view, TextWriter output)
    {
        Show.List(output, ("state", view.State), ("partition", Show.Whole(view.Partition)), ("quarantined", view.Quarantined ?? "no"));
        foreach (var row in view.Rows)
        {
            output.WriteLine();
            output.WriteLine($"{row.SequenceNumber}  {row.Form}  written by {row.Writer ?? Show.Nothing}");
            if (row.Problem is { } problem)
            {
                output.WriteLine($"   {problem}");
            }

            if (row.Stored is { } stored)
            {
                Show.List(output, [.. Flat("   ", stored)]);
            }
        }
    }

    private static IEnumerable<(string Name, string? Value)> Flat(string prefix, System.Text.Json.JsonElement json) => json.EnumerateObject().SelectMany(member =>
        member.Value.ValueKind == System.Text.Json.JsonValueKind.Object ? Flat($"{prefix}{member.Name}.", member.Value) : [(prefix + member.Name, member.Value.ToString())]);
}
