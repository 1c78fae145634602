using RmsActors.Hosting;
using RmsActors.Hosting.Csv;
using RmsActors.Rms.Inspection;
using RmsActors.Rms.Quarantine;

namespace RmsActors.Cli.Inspect;

/// <summary><c>rms quarantine --node URL</c>: for whoever cannot reach the nodes' database.</summary>
internal static class QuarantineOnNode
{
    public static async Task<int> RunAsync(NodeClient node, string? added, string? released, string? reason, TextWriter output, CancellationToken cancel)
    {
        if (added is not null)
        {
            await node.DoAsync(HttpMethod.Post, $"{PaymentArgument.Path(ManagementPaths.Quarantine, added)}&reason={Uri.EscapeDataString(reason!)}", cancel);
            await output.WriteLineAsync($"'{Shown.Of(added)}' is quarantined: the nodes dead-letter its records within seconds, once they have had no answer");
        }
        else if (released is not null)
        {
            await node.DoAsync(HttpMethod.Delete, PaymentArgument.Path(ManagementPaths.Quarantine, released), cancel);
            await output.WriteLineAsync($"'{Shown.Of(released)}' is released; its dead letters come back with: rms dlq replay --all --payment ID");
        }
        else
        {
            var reply = await node.GetAsync<IReadOnlyList<QuarantinedPayment>>(ManagementPaths.Quarantine, cancel);
            Show.Table(output, ["since", "payment", "reason"], reply.Value.Select(payment => (string?[])[Show.Time(payment.At), payment.PaymentId, payment.Reason]));
        }

        return ExitCode.Success;
    }
}
