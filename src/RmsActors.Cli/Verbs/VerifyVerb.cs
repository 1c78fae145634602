using System.CommandLine;
using RmsActors.Cli.Inspect;
using RmsActors.Hosting;
using RmsActors.Hosting.Csv;
using RmsActors.Rms.Inspection;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms verify ID</c>: whether a decision follows from its inputs.</summary>
internal static class VerifyVerb
{
    public static Command Create()
    {
        var json = Show.JsonOption();
        var id = PaymentArgument.Of();
        return NodeOption.On(new Command("verify", "Computes a payment's decision again from its stored inputs; exit code 1 unless it holds.") { id, json }, async (node, parsed, cancel) =>
        {
            if (await node.FindAsync<VerificationView>(PaymentArgument.Path(ManagementPaths.Verify, parsed.GetValue(id)!), cancel) is not { } reply)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"the journal holds nothing of payment '{Shown.Of(parsed.GetValue(id)!)}': is the id right?");
                return ExitCode.Failure;
            }

            var code = await Show.AnswerAsync(parsed, json, reply, Write);
            return reply.Value.Holds == true ? code : ExitCode.Failure;
        });
    }

    private static void Write(VerificationView view, TextWriter output)
    {
        if (view.Checks.Count > 0)
        {
            Show.Table(output, ["check", "", ""], view.Checks.Select(check => (string?[])[check.Name, check.Holds switch { true => "holds", false => "DOES NOT HOLD", null => "not checked" }, check.Detail]));
        }

        output.WriteLine(view.Holds switch
        {
            true => $"The decision holds: {view.Verdict}.",
            false => "The decision DOES NOT HOLD.",
            null => "There is no decision to verify.",
        });
    }
}
