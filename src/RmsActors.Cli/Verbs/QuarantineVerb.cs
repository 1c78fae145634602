using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using RmsActors.Cli.CommandLine;
using RmsActors.Cli.Inspect;
using RmsActors.Contracts;
using RmsActors.Hosting;
using RmsActors.Hosting.Csv;
using RmsActors.Rms.Hosting;
using RmsActors.Rms.Quarantine;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms quarantine</c>: payments that cannot be recovered, given up so that their partition goes on.</summary>
internal static class QuarantineVerb
{
    public static Command Create()
    {
        var id = new Argument<string?>("ID") { Arity = ArgumentArity.ZeroOrOne, Description = $"Payment id: {FieldRules.PaymentIdExpected}." };
        var reason = OptionOf.Text("--reason", "TEXT", $"Why, for whoever reads the dead letters: {FieldRules.TextExpected}.");
        var list = new Option<bool>("--list") { Description = "Lists the payments that are quarantined." };
        var release = OptionOf.Text("--release", "ID", "Ends a payment's quarantine.");
        SettingOption[] settings = [CommonSettings.Postgres(), CommonSettings.Data(), CommonSettings.Set()];
        var command = new Command("quarantine", "Has the nodes dead-letter a payment that cannot be recovered, instead of asking it again.") { id, reason, list, release };
        var node = new NodeOption();
        node.AddTo(command);
        foreach (var setting in settings)
        {
            command.Add(setting.Option);
        }

        command.SetAction(async (parsed, cancel) =>
        {
            var (added, released, listed) = (parsed.GetValue(id), parsed.GetValue(release), parsed.GetValue(list));
            if ((added is not null ? 1 : 0) + (released is not null ? 1 : 0) + (listed ? 1 : 0) != 1 || (added is null) != (parsed.GetValue(reason) is null))
            {
                throw new OptionsException("expected ID --reason TEXT, or --release ID, or --list");
            }

            var payment = added ?? released;
            if (payment is not null && !FieldRules.IsPaymentId(payment))
            {
                throw new OptionsException($"payment id '{Shown.Of(payment)}': expected {FieldRules.PaymentIdExpected}");
            }

            if (added is not null && !FieldRules.IsText(parsed.GetValue(reason)))
            {
                throw new OptionsException($"--reason = '{Shown.Of(parsed.GetValue(reason)!)}': expected {FieldRules.TextExpected}");
            }

            if (node.IsNamed(parsed))
            {
                using var client = node.ClientOf(parsed);
                return await QuarantineOnNode.RunAsync(client, added, released, parsed.GetValue(reason), parsed.InvocationConfiguration.Output, cancel);
            }

            var store = ValidatedOptions.Read<StoreOptions>(Settings.Read(settings.SelectMany(setting => setting.Read(parsed))), StoreOptions.Section);
            return await RunAsync(store, added, released, parsed.GetValue(reason)!, parsed.InvocationConfiguration, cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        StoreOptions store, string? added, string? released, string reason, InvocationConfiguration console, CancellationToken cancel)
    {
        // One made here would be one that no node reads.
        if (store.Postgres is not { Length: > 0 } && !File.Exists(Path.Combine(store.Data, "rms.db")))
        {
            throw new OptionsException($"Store:Data = '{store.Data}': expected the nodes' folder, and there is no rms.db in it; name it with --data, or the database with --postgres");
        }

        await using var databases = new NodeDatabases(Database.Of(store, "journal"), Database.Of(store, "rms"));
        var quarantine = new QuarantineStore(databases.Rms, TimeProvider.System);
        try
        {
            return added is not null ? await AddAsync(quarantine, databases.Journal, added, reason, console.Output, cancel)
                : released is not null ? await ReleaseAsync(quarantine, released, console, cancel)
                : await ListAsync(quarantine, console.Output, cancel);
        }
        catch (DbException unusable)
        {
            await console.Error.WriteLineAsync($"The nodes' database cannot be used: {unusable.Message}; its tables are made by a node of this version when it starts");
            return ExitCode.Failure;
        }
    }

    private static async Task<int> AddAsync(QuarantineStore quarantine, Database journal, string payment, string reason, TextWriter output, CancellationToken cancel)
    {
        var state = await JournalledPayment.StateAsync(journal, payment, cancel);
        var (quarantined, isNew) = await quarantine.AddAsync(payment, reason, cancel);
        await output.WriteLineAsync(isNew
            ? $"'{Shown.Of(payment)}' is quarantined: the nodes dead-letter its records within seconds, once they have had no answer"
            : $"'{Shown.Of(payment)}' was quarantined before, at {Time(quarantined.At)}: {Shown.Of(quarantined.Reason)}");
        await output.WriteLineAsync(state switch
        {
            JournalledState.Decided => "the journal holds a decision for it, which stands: while it can be recovered it is published as before, and nothing is dead-lettered",
            JournalledState.Undecided => "the journal holds no decision for it",
            _ => "the journal knows no such payment: is the id right? It will be dead-lettered only if it comes and does not answer",
        });
        await output.WriteLineAsync("once what was wrong is mended: rms quarantine --release ID, then rms dlq replay --all --payment ID");
        return ExitCode.Success;
    }

    private static async Task<int> ReleaseAsync(QuarantineStore quarantine, string payment, InvocationConfiguration console, CancellationToken cancel)
    {
        if (!await quarantine.RemoveAsync(payment, cancel))
        {
            await console.Error.WriteLineAsync($"'{Shown.Of(payment)}' is not quarantined; 'rms quarantine --list' shows those that are");
            return ExitCode.Failure;
        }

        await console.Output.WriteLineAsync($"'{Shown.Of(payment)}' is released; its dead letters come back with: rms dlq replay --all --payment ID");
        return ExitCode.Success;
    }

    private static async Task<int> ListAsync(QuarantineStore quarantine, TextWriter output, CancellationToken cancel)
    {
        var payments = await quarantine.ReadAsync(cancel);
        foreach (var payment in payments)
        {
            await output.WriteLineAsync($"{Time(payment.At)}  {payment.PaymentId}  {Shown.Of(payment.Reason)}");
        }

        if (payments.Count == 0)
        {
            await output.WriteLineAsync("No payment is quarantined.");
        }

        return ExitCode.Success;
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
