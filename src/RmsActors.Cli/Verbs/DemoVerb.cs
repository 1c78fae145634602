using System.CommandLine;
using RmsActors.Cli.CommandLine;
using RmsActors.Cli.Demo;
using RmsActors.Hosting;
using RmsActors.Kafka;
using RmsActors.Kyc;
using RmsActors.Rms.Hosting;
using Spectre.Console;

namespace RmsActors.Cli.Verbs;

/// <summary><c>rms demo</c>: everything at once, on real input.</summary>
internal static class DemoVerb
{
    private const int MaxNodes = 50;
    private const int MaxPayments = 10_000_000;

    public static Command Create()
    {
        var standard = new DemoOptions();
        var nodes = OptionOf.WholeNumber("--nodes", "N", $"RMS nodes (default {standard.Nodes}, from 1 to {MaxNodes}).", 1, MaxNodes);
        var payments = OptionOf.WholeNumber("--payments", "N", $"Generate that many payments from --seed (from 1 to {MaxPayments}; default: the shipped sample of 1000).", 1, MaxPayments);
        var seed = OptionOf.WholeNumber("--seed", "N", $"Seed of what is generated (default {standard.Seed}, from 0 to {int.MaxValue}).", 0, int.MaxValue);
        var input = OptionOf.Text("--input", "payments.csv", "Payments: payment_id,wallet_id,amount,currency,country,payment_type,created_at.");
        var wallets = OptionOf.Text("--wallets", "wallets.csv", "Wallets that KYC knows: wallet_id,score (default: scores generated from --seed).");
        var rate = OptionOf.Number("--rate", "PER_SECOND", "Submissions per second, above 0, up to 1000000 (default: all within 10 s, but at least 100 per second, and with at most 500 undecided).", double.Epsilon, 1_000_000, "a number above 0, up to 1000000");
        var data = OptionOf.Text("--data", "DIR", "Folder of stores and logs, kept; decisions of an earlier run in it stand (default: a temporary folder).");
        var kafka = OptionOf.Text("--kafka", "HOST:PORT", "A real Kafka cluster's brokers, with the topics made by rms topics create (default: an embedded broker).");
        var postgres = OptionOf.Text("--postgres", "CONNECTION", "Npgsql connection string of the PostgreSQL database that holds every store (default: SQLite files).");
        var kycDelay = OptionOf.Text("--kyc-delay", "DELAY", $"How long KYC takes for an answer: {DelayDistribution.Expected} (default {new KycOptions().Delay}).");
        var kycSilent = OptionOf.Number("--kyc-silent", "SHARE", "Share of requests that KYC never answers (default 0, from 0 to 1).", 0, 1, "a number from 0 to 1");
        var kycDeadline = OptionOf.Length("--kyc-deadline", "DURATION", "How long a node waits for KYC before the policy's fallback decides (default 10s, from 100ms to 1d).", TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));
        var timeout = OptionOf.Length("--timeout", "DURATION", $"Limit of the whole run, its start included; exit code 1 when it has passed (default {Duration.ToText(standard.Timeout)}, from 1s to 7d).", TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));
        var keepRunning = new Option<bool>("--keep-running") { Description = "Keep everything up after the result, until Ctrl-C." };
        var ledger = OptionOf.Text("--ledger", "FILE.csv", "Write what became of each payment, in input order.");
        var report = OptionOf.Text("--report", "FILE.json", "Write the figures of the table.");
        var set = CommonSettings.Set();

        var command = new Command("demo", "Runs the whole path on this machine: every role a process, payments submitted, decisions counted.")
        {
            nodes, payments, seed, input, wallets, rate, data, kafka, postgres, kycDelay, kycSilent, kycDeadline, timeout, keepRunning, ledger, report, set.Option,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(payments) is not null && result.GetResult(input) is not null)
            {
                result.AddError("--payments generates payments and --input reads them: expected one of the two");
            }
        });
        command.SetAction((parsed, cancel) => RunAsync(
            new DemoOptions
            {
                Nodes = parsed.GetValue(nodes) ?? standard.Nodes,
                Payments = parsed.GetValue(payments),
                Seed = parsed.GetValue(seed) ?? standard.Seed,
                Input = parsed.GetValue(input),
                Wallets = parsed.GetValue(wallets),
                Rate = parsed.GetValue(rate),
                Data = parsed.GetValue(data),
                Kafka = parsed.GetValue(kafka),
                Postgres = parsed.GetValue(postgres),
                Timeout = parsed.GetValue(timeout) ?? standard.Timeout,
                KeepRunning = parsed.GetValue(keepRunning),
                Ledger = parsed.GetValue(ledger),
                Report = parsed.GetValue(report),
                Settings =
                [
                    .. set.Read(parsed),
                    .. Given("Kyc:Delay", parsed.GetValue(kycDelay)),
                    .. Given("Kyc:SilentShare", parsed.GetValue(kycSilent)?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    .. Given("Scoring:KycDeadline", parsed.GetValue(kycDeadline) is { } deadline ? Duration.ToSetting(deadline) : null),
                ],
            },
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(DemoOptions options, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        var configuration = Settings.Read(
        [
            .. options.Settings,
            .. Given($"{StoreOptions.Section}:{nameof(StoreOptions.Postgres)}", options.Postgres),
            .. Given($"{KafkaOptions.Section}:{nameof(KafkaOptions.Bootstrap)}", options.Kafka),
        ]);
        var kafka = ValidatedOptions.Read<KafkaOptions>(configuration, KafkaOptions.Section);
        var store = ValidatedOptions.Read<StoreOptions>(configuration, StoreOptions.Section);
        var partitions = ValidatedOptions.Read<RmsOptions>(configuration, RmsOptions.Section).Partitions;
        var input = DemoInput.Read(options);

        var time = TimeProvider.System;
        var onTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        IDemoScreen screen = onTerminal ? new TerminalScreen(console) : new PlainScreen(output, time);
        return await new DemoRun(options, input, kafka, store, partitions, console, screen, error, time).RunAsync(cancel);
    }

    private static IEnumerable<KeyValuePair<string, string?>> Given(string key, string? value) => value is null ? [] : [new(key, value)];
}
